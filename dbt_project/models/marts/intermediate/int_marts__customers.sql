-- one row per customer: per dimension the value it is compared by, and what is summed over customers
{% set dimensions = var('dimensions') %}
{% set days = var('settings').purchase_path_days %}
with

profiles as (

    select
        customer_id,
        net_spend_amount,
        -- decimals add up to the same in any order
        cast(churn_score as decimal(18, 9)) as churn_score,
        churn_risk

    from {{ ref('mart_customer_profiles') }}

),

features as (

    select * from {{ ref('fct_customer_features') }}

),

shown as (

    select
        dimension_key,
        dimension_value,
        shown_value

    from {{ ref('int_marts__dimension_values') }}

)

select
    told.customer_id{% for dimension in dimensions %},
    coalesce(of_{{ dimension.key }}.shown_value, 'unknown') as by_{{ dimension.key }}{% endfor %},
    profiles.net_spend_amount,
    profiles.churn_score,
    features.lifetime_spend_amount,
    features.order_count,
    features.order_count - features.unconverted_order_count as converted_order_count,
    features.order_count_90d{% for step in purchase_path(days) %},
    {{ step.rule }} as has_{{ step.key }}{% endfor %}{% for function in product_functions() %},
    features.{{ function.counted_by }} as {{ function.key }}_uses{% endfor %}

from {{ ref('int_marts__customers_told') }} as told
inner join profiles on told.customer_id = profiles.customer_id
inner join features on told.customer_id = features.customer_id
{% for dimension in dimensions -%}
left join shown as of_{{ dimension.key }}
    on
        of_{{ dimension.key }}.dimension_key = '{{ dimension.key }}'
        and told.by_{{ dimension.key }} = of_{{ dimension.key }}.dimension_value
{% endfor %}
