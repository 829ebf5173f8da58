{#-
What is known of a customer before any model or tag has spoken, beside the features: columns of dim_customers (as
`customers`) and fct_customer_rfm (as `rfm`), for a select that joins both to `features`.
-#}
{% macro known_of_customer() %}
customers.customer_type,
    customers.has_email,
    customers.has_phone,
    customers.gender,
    customers.occupation,
    customers.city,
    customers.region,
    {{ age_in_years('customers.birth_on', 'features.as_of_on') }} as age_years,
    customers.industry,
    customers.employee_count,
    customers.annual_revenue_amount,
    customers.purchasing_power_index,
    rfm.recency_score,
    rfm.frequency_score,
    rfm.monetary_score,
    rfm.rfm_score,
    rfm.rfm_class,
    rfm.value_quadrant
{%- endmacro %}
