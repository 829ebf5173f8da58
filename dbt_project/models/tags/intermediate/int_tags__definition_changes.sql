-- one row per label that is defined otherwise than the last run saw it, or no longer: appended to state
with

before as (

    select
        item_key,
        made_of_hash

    from {{ source('ingest', 'definition_history') }}
    qualify row_number() over (partition by item_key order by run_sequence desc) = 1

),

definitions as (

    select * from {{ ref('int_tags__definitions') }}

)

select
    cast(coalesce(definitions.item_key, before.item_key) as string) as item_key,
    cast(run_context.as_of_on as date) as observed_on,
    cast(definitions.made_of_hash as string) as made_of_hash,
    cast(definitions.rule as string) as rule

from definitions
full outer join before on definitions.item_key = before.item_key
cross join {{ source('ingest', 'run_context') }} as run_context
where coalesce(definitions.made_of_hash, '') <> coalesce(before.made_of_hash, '')
