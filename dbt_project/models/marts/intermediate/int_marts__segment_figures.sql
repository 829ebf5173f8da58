-- one row per segment that has customers, and `all`: what is summed and counted over them, in one pass
{% set steps = purchase_path(var('settings').purchase_path_days) %}
with

members as (

    select
        memberships.segment_key,
        customers.*

    from {{ ref('int_marts__memberships') }} as memberships
    inner join {{ ref('int_marts__customers') }} as customers on memberships.customer_id = customers.customer_id

)

select
    segment_key,
    count(*) as customer_count,
    sum(net_spend_amount) as net_spend_amount,
    sum(lifetime_spend_amount) as lifetime_spend_amount,
    sum(converted_order_count) as converted_order_count,
    count_if(order_count_90d > 0) as ordered_count_90d,
    sum(churn_score) as churn_score_sum,
    count(churn_score) as scored_count{% for step in steps %},
    count_if(has_{{ step.key }}) as {{ step.key }}_count,
    count_if(
        {%- for before in steps[:loop.index] %}
        has_{{ before.key }}{{ ' and' if not loop.last }}
        {%- endfor %}
    ) as reached_{{ step.key }}_count{% endfor %}{% for function in product_functions() %},
    count_if({{ function.key }}_uses > 0) as {{ function.key }}_users,
    sum({{ function.key }}_uses) as {{ function.key }}_uses{% endfor %}

from members
group by segment_key
