-- who is in the segments whose look-alikes are sought, by what is known before any model or tag has spoken
with

inputs as (

    select
        features.*,
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

    from {{ ref('fct_customer_features') }} as features
    inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id
    inner join {{ ref('fct_customer_rfm') }} as rfm on features.customer_id = rfm.customer_id

)

select
    customer_id{% for segment in var('segments') if segment.seed_rule is defined %},
    coalesce({{ segment.seed_rule }}, false) as {{ segment.key }}{% endfor %}

from inputs
