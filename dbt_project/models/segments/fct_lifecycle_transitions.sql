with

stages as (

    select
        customer_id,
        replace(item_key, 'lifecycle_', '') as lifecycle_stage,
        valid_from_on,
        valid_to_on,
        cause,
        evidence_on,
        evidence

    from {{ ref('int_segments__intervals') }}
    where left(item_key, 10) = 'lifecycle_'

),

with_the_one_before as (

    select
        *,
        lag(lifecycle_stage) over (partition by customer_id order by valid_from_on asc nulls first) as stage_before,
        lag(valid_from_on) over (partition by customer_id order by valid_from_on asc nulls first) as before_from_on,
        lag(valid_to_on) over (partition by customer_id order by valid_from_on asc nulls first) as before_to_on

    from stages

)

select
    cast(customer_id as string) as customer_id,
    cast(valid_from_on as date) as changed_on,
    -- a customer that was gone in between begins anew
    cast(case when before_to_on = valid_from_on then stage_before end as string) as from_stage,
    cast(lifecycle_stage as string) as to_stage,
    cast(
        case when before_to_on = valid_from_on then {{ days_between('before_from_on', 'valid_from_on') }} end as bigint
    ) as dwell_days,
    cast(cause as string) as cause,
    cast(evidence_on as date) as evidence_on,
    cast(evidence as string) as evidence,
    cast(valid_to_on as date) as left_on

from with_the_one_before
