with

-- few spans hold many customers
spans as (

    select
        segment_key,
        valid_from_on,
        valid_to_on,
        count(*) as customer_count

    from {{ ref('fct_customer_segments') }}
    group by segment_key, valid_from_on, valid_to_on

),

turns as (

    select
        segment_key,
        valid_from_on as counted_on,
        customer_count as entered_count,
        0 as left_count

    from spans
    union all
    select
        segment_key,
        valid_to_on as counted_on,
        0 as entered_count,
        customer_count as left_count

    from spans
    where valid_to_on is not null

),

days as (

    select counted_on from turns
    union
    select as_of_on as counted_on from {{ source('ingest', 'run_context') }}

),

segments as (

    select distinct segment_key from spans

),

turned as (

    select
        segments.segment_key,
        days.counted_on,
        coalesce(sum(turns.entered_count), 0) as entered_count,
        coalesce(sum(turns.left_count), 0) as left_count

    from days
    cross join segments
    left join turns
        on segments.segment_key = turns.segment_key and days.counted_on = turns.counted_on
    group by segments.segment_key, days.counted_on

),

counted as (

    select
        *,
        sum(entered_count - left_count) over (
            partition by segment_key
            order by counted_on asc nulls first
            rows between unbounded preceding and current row
        ) as customer_count

    from turned

),

-- every customer is in one stage
totals as (

    select
        counted_on,
        sum(customer_count) as all_count

    from counted
    where left(segment_key, 10) = 'lifecycle_'
    group by counted_on

)

select
    cast(counted.segment_key as string) as segment_key,
    cast(counted.counted_on as date) as counted_on,
    cast(counted.customer_count as bigint) as customer_count,
    cast(counted.entered_count as bigint) as entered_count,
    cast(counted.left_count as bigint) as left_count,
    cast(
        {{ rounded('counted.customer_count / cast(nullif(totals.all_count, 0) as double)') }} as double
    ) as customer_share

from counted
left join totals on counted.counted_on = totals.counted_on
