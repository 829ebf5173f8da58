with

sourced as (

    select * from {{ ref('int_tags__sourced') }}

),

confirmations as (

    select
        tag_key,
        confirmed_on

    from {{ source('ingest', 'tag_confirmations') }}
    union
    select
        tag_key,
        confirmed_on

    from {{ ref('int_tags__confirmed') }}

),

confirmed as (

    select
        sourced.customer_id,
        sourced.tag_key,
        sourced.tag_source,
        sourced.valid_from_on,
        sourced.valid_to_on,
        sourced.is_backfilled,
        max(sourced.ttl_days) as ttl_days,
        -- the day it was set counts as confirmed
        coalesce(max(sourced.set_on), max(confirmations.confirmed_on), sourced.valid_from_on) as confirmed_on

    from sourced
    left join confirmations
        on
            sourced.tag_source = 'rule'
            and sourced.tag_key = confirmations.tag_key
            and sourced.valid_from_on <= confirmations.confirmed_on
            and (sourced.valid_to_on is null or sourced.valid_to_on > confirmations.confirmed_on)
    group by
        sourced.customer_id,
        sourced.tag_key,
        sourced.tag_source,
        sourced.valid_from_on,
        sourced.valid_to_on,
        sourced.is_backfilled

),

dated as (

    select
        *,
        -- a tag no longer defined runs out at once
        {{ add_days('confirmed_on', 'coalesce(ttl_days, 0)') }} as expires_on

    from confirmed

)

select
    cast(dated.customer_id as string) as customer_id,
    cast(dated.tag_key as string) as tag_key,
    cast(dated.tag_source as string) as tag_source,
    cast(dated.valid_from_on as date) as valid_from_on,
    cast(dated.valid_to_on as date) as valid_to_on,
    cast(dated.confirmed_on as date) as confirmed_on,
    cast(dated.expires_on as date) as expires_on,
    cast(dated.valid_to_on is null and dated.expires_on > run_context.as_of_on as boolean) as is_usable,
    cast(dated.is_backfilled as boolean) as is_backfilled

from dated
cross join {{ source('ingest', 'run_context') }} as run_context
