with

transitions as (

    select * from {{ ref('fct_lifecycle_transitions') }}

),

counted as (

    select
        changed_on,
        from_stage,
        to_stage,
        count(*) as transition_count,
        avg(cast(dwell_days as double)) as mean_dwell_days

    from transitions
    group by changed_on, from_stage, to_stage

),

-- customers by stage and span: few rows, however many customers
spans as (

    select
        to_stage as lifecycle_stage,
        changed_on as entered_on,
        left_on,
        count(*) as customer_count

    from transitions
    group by to_stage, changed_on, left_on

),

days as (

    select distinct
        changed_on,
        from_stage

    from counted

),

sizes_before as (

    select
        days.changed_on,
        days.from_stage,
        sum(spans.customer_count) as from_count

    from days
    inner join spans
        on
            days.from_stage = spans.lifecycle_stage
            and days.changed_on > spans.entered_on
            and (spans.left_on is null or days.changed_on <= spans.left_on)
    group by days.changed_on, days.from_stage

)

select
    cast(counted.changed_on as date) as changed_on,
    cast(counted.from_stage as string) as from_stage,
    cast(counted.to_stage as string) as to_stage,
    cast(counted.transition_count as bigint) as transition_count,
    cast(sizes_before.from_count as bigint) as from_count,
    cast(
        {{ rounded('counted.transition_count / cast(nullif(sizes_before.from_count, 0) as double)') }} as double
    ) as transition_rate,
    cast({{ rounded('counted.mean_dwell_days') }} as double) as mean_dwell_days

from counted
left join sizes_before
    on counted.changed_on = sizes_before.changed_on and counted.from_stage = sizes_before.from_stage
