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
        cast(customer_count as double) / nullif(cast(sum(customer_count) over (partition by dimension_key) as double), 0)
            as share_of_all

    from {{ ref('dim_dimension_values') }}

),

-- a value that nobody in the segment has is news too
counted as (

    select
        sizes.segment_key,
        everybody.dimension_key,
        everybody.dimension_value,
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

)

select
    cast(segment_key as string) as segment_key,
    cast(dimension_key as string) as dimension_key,
    cast(dimension_value as string) as dimension_value,
    cast(k as bigint) as customer_count,
    cast({{ rounded('k / nullif(n, 0)') }} as double) as share,
    cast({{ rounded(share_end('k', 'n', 'low')) }} as double) as share_low,
    cast({{ rounded(share_end('k', 'n', 'high')) }} as double) as share_high,
    cast({{ rounded('share_of_all') }} as double) as share_of_all,
    cast({{ rounded('k / nullif(n, 0) / nullif(share_of_all, 0)') }} as double) as lift

from counted
