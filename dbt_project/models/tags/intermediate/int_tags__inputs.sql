-- what tag rules may name: features, RFM and what is known of the customer
select
    features.*,
    customers.customer_type,
    customers.has_email,
    customers.has_phone,
    rfm.recency_score,
    rfm.frequency_score,
    rfm.monetary_score,
    rfm.rfm_class,
    rfm.value_quadrant

from {{ ref('fct_customer_features') }} as features
inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id
inner join {{ ref('fct_customer_rfm') }} as rfm on features.customer_id = rfm.customer_id
