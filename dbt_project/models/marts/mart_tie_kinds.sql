{% set names = {
    'referral': ('转介绍', 'Referral'),
    'group': ('同在社群', 'In one customer group'),
    'moment': ('同动态互动', 'Reacted to one moment'),
} %}
with

kinds as (
    {% for kind, (zh, en) in names.items() %}
    select
        '{{ kind }}' as tie_kind,
        '{{ zh }}' as name_zh,
        '{{ en }}' as name_en
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

ties as (

    select
        tie_kind,
        count(*) as tie_count

    from {{ ref('mart_customer_ties') }}
    group by tie_kind

),

ends as (

    select
        tie_kind,
        customer_id

    from {{ ref('mart_customer_ties') }}
    union
    select
        tie_kind,
        related_customer_id as customer_id

    from {{ ref('mart_customer_ties') }}

),

tied as (

    select
        tie_kind,
        count(*) as customer_count

    from ends
    group by tie_kind

),

circles as (

    select
        tie_kind,
        count(distinct circle_id) as circle_count,
        max(customer_count) as largest_customer_count,
        count(distinct case when customer_count > {{ var('settings').tie_most_customers }} then circle_id end)
            as left_out_circle_count,
        count(distinct case when customer_count > {{ var('settings').tie_most_customers }} then customer_id end)
            as left_out_customer_count

    from {{ ref('int_marts__circles') }}
    group by tie_kind

)

select
    cast(kinds.tie_kind as string) as tie_kind,
    cast(kinds.name_zh as string) as name_zh,
    cast(kinds.name_en as string) as name_en,
    cast(coalesce(ties.tie_count, 0) as bigint) as tie_count,
    cast(coalesce(tied.customer_count, 0) as bigint) as customer_count,
    cast(coalesce(circles.circle_count, 0) as bigint) as circle_count,
    cast(circles.largest_customer_count as bigint) as largest_customer_count,
    cast(coalesce(circles.left_out_circle_count, 0) as bigint) as left_out_circle_count,
    cast(coalesce(circles.left_out_customer_count, 0) as bigint) as left_out_customer_count

from kinds
left join ties on kinds.tie_kind = ties.tie_kind
left join tied on kinds.tie_kind = tied.tie_kind
left join circles on kinds.tie_kind = circles.tie_kind
