with

figures as (

    select * from {{ ref('int_marts__segment_figures') }}

),

everybody as (

    select
        cast(customer_count as double) as n,
        cast(net_spend_amount as double) as spend

    from figures
    where segment_key = 'all'

)

select
    cast(segments.segment_key as string) as segment_key,
    cast(segments.name_zh as string) as name_zh,
    cast(segments.name_en as string) as name_en,
    cast(segments.segment_type as string) as segment_type,
    cast(segments.rule as string) as rule,
    cast(segments.owner as string) as owner,
    cast(segments.purpose as string) as purpose,
    cast(segments.action as string) as action,
    cast(coalesce(figures.customer_count, 0) as bigint) as customer_count,
    cast(
        {{ rounded('coalesce(figures.customer_count, 0) / nullif(everybody.n, 0)') }} as double
    ) as customer_share,
    cast(changes.customer_count_before as bigint) as customer_count_before,
    cast(coalesce(changes.entered_count_30d, 0) as bigint) as entered_count_30d,
    cast(coalesce(changes.left_count_30d, 0) as bigint) as left_count_30d,
    cast(coalesce(figures.net_spend_amount, 0) as decimal(18, 4)) as net_spend_amount,
    cast(
        {{ rounded('cast(coalesce(figures.net_spend_amount, 0) as double) / nullif(everybody.spend, 0)') }} as double
    ) as net_spend_share,
    cast(
        {{ rounded('cast(figures.lifetime_spend_amount as double) / nullif(figures.converted_order_count, 0)') }}
        as double
    ) as average_order_amount,
    cast(
        {{ rounded('figures.ordered_count_90d / cast(nullif(figures.customer_count, 0) as double)') }} as double
    ) as ordered_share_90d,
    cast(
        {{ rounded('cast(figures.churn_score_sum as double) / nullif(figures.scored_count, 0)') }} as double
    ) as mean_churn_score,
    cast(traits.traits_zh as string) as traits_zh,
    cast(traits.traits_en as string) as traits_en

from {{ ref('dim_segments') }} as segments
cross join everybody
left join figures on segments.segment_key = figures.segment_key
left join {{ ref('int_marts__segment_changes') }} as changes on segments.segment_key = changes.segment_key
left join {{ ref('int_marts__segment_traits') }} as traits on segments.segment_key = traits.segment_key
