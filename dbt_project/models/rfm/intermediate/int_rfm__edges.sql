{% set measures = var('rfm').measures %}

with

buyers as (

    select
        customers.customer_type{% for column in measures.values() | map(attribute='of') | unique %},
        features.{{ column }}{% endfor %}

    from {{ ref('fct_customer_features') }} as features
    inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id
    where features.order_count > 0

)

select
    customer_type{% for name, measure in measures.items() %}{% for number in range(4) %},
    {{ rfm_edge(measure, number) }} as {{ name }}_edge_{{ number + 1 }}{% endfor %}{% endfor %}

from buyers
group by customer_type
