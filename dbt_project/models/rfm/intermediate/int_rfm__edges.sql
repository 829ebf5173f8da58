{% set measures = {
    'recency': 'days_since_last_order',
    'frequency': 'order_count',
    'monetary': 'lifetime_spend_amount',
} %}

with

buyers as (

    select
        customers.customer_type,
        features.days_since_last_order,
        features.order_count,
        features.lifetime_spend_amount

    from {{ ref('fct_customer_features') }} as features
    inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id
    where features.order_count > 0

)

select
    customer_type{% for measure, column in measures.items() %}{% for quantile in var('rfm').quantiles %},
    percentile_cont({{ quantile }}) within group (
        order by cast({{ column }} as double)
    ) as {{ measure }}_edge_{{ loop.index }}{% endfor %}{% endfor %}

from buyers
group by customer_type
