with

members as (

    select
        memberships.segment_key,
        customers.*

    from {{ ref('int_marts__memberships') }} as memberships
    inner join {{ ref('int_marts__customers') }} as customers on memberships.customer_id = customers.customer_id

),

cells as (

    select
        segment_key,
        {{ grouped_by() }},
        count(*) as customer_count

    from members
    group by {{ sets_of_dimensions('segment_key') }}

),

sizes as (

    select
        segment_key,
        cast(customer_count as double) as n

    from {{ ref('int_marts__segment_figures') }}

),

everybody as (

    select
        dimension_key,
        dimension_value,
        cast(customer_count as double)
        / nullif(cast(sum(customer_count) over (partition by dimension_key) as double), 0) as share_of_all

    from {{ ref('dim_dimension_values') }}

),

-- a value that nobody in the segment has is news too
counted as (

    select
        sizes.segment_key,
        everybody.dimension_key,
        everybody.dimension_value,
        everybody.dimension_value <> 'unknown' as is_known,
        everybody.share_of_all,
        sizes.n,
        cast(coalesce(cells.customer_count, 0) as double) as k

    from sizes
    cross join everybody
    left join cells
        on
            sizes.segment_key = cells.segment_key
            and everybody.dimension_key = cells.dimension_key
            and everybody.dimension_value = cells.dimension_value

),

-- a segment of whom more is known has more of every value: what it prefers shows among those known
among_known as (

    select
        *,
        case when is_known then k end
        / nullif(sum(case when is_known then k end) over (partition by segment_key, dimension_key), 0)
            as share_of_known,
        share_of_all
        / nullif(sum(case when is_known then share_of_all end) over (partition by segment_key, dimension_key), 0)
            as all_share_of_known

    from counted

)

select
    cast(segment_key as string) as segment_key,
    cast(dimension_key as string) as dimension_key,
    cast(dimension_value as string) as dimension_value,
    cast(k as bigint) as customer_count,
    cast({{ rounded('k / nullif(n, 0)') }} as double) as share_of_segment,
    cast({{ rounded(share_end('k', 'n', 'low')) }} as double) as share_low,
    cast({{ rounded(share_end('k', 'n', 'high')) }} as double) as share_high,
    cast({{ rounded('share_of_all') }} as double) as share_of_all,
    cast({{ rounded('k / nullif(n, 0) / nullif(share_of_all, 0)') }} as double) as lift,
    cast({{ rounded('share_of_known') }} as double) as share_of_known,
    cast({{ rounded('share_of_known / nullif(all_share_of_known, 0)') }} as double) as lift_among_known

from among_known
