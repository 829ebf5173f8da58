with

lifecycle as (

    select * from {{ ref('int_segments__lifecycle') }}

),

entered as (

    select * from {{ ref('fct_lifecycle_transitions') }}
    where left_on is null

)

select
    cast(lifecycle.customer_id as string) as customer_id,
    cast(lifecycle.lifecycle_stage as string) as lifecycle_stage,
    cast(entered.from_stage as string) as previous_stage,
    cast(entered.changed_on as date) as entered_on,
    cast(entered.cause as string) as cause,
    cast(entered.evidence_on as date) as evidence_on,
    cast(lifecycle.evidence_keys as string) as evidence_keys,
    cast(lifecycle.evidence as string) as evidence

from lifecycle
left join entered on lifecycle.customer_id = entered.customer_id
