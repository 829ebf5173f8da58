-- who is in the segments whose look-alikes are sought, by what is known before any model or tag has spoken
with

inputs as (

    select
        features.*,
        {{ known_of_customer() }}

    from {{ ref('fct_customer_features') }} as features
    inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id
    inner join {{ ref('fct_customer_rfm') }} as rfm on features.customer_id = rfm.customer_id

)

select
    customer_id{% for segment in var('segments') if segment.seed_rule is defined %},
    coalesce({{ segment.seed_rule }}, false) as {{ segment.key }}{% endfor %}

from inputs
