with

intervals as (

    select * from {{ ref('int_tags__intervals') }}

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

tags as (

    select
        tag_key,
        ttl_days

    from {{ ref('dim_tags') }}

),

confirmed as (

    select
        intervals.customer_id,
        intervals.item_key as tag_key,
        intervals.valid_from_on,
        intervals.valid_to_on,
        max(tags.ttl_days) as ttl_days,
        -- the day it was set counts as confirmed
        coalesce(max(confirmations.confirmed_on), intervals.valid_from_on) as confirmed_on

    from intervals
    left join tags on intervals.item_key = tags.tag_key
    left join confirmations
        on
            intervals.item_key = confirmations.tag_key
            and intervals.valid_from_on <= confirmations.confirmed_on
            and (intervals.valid_to_on is null or intervals.valid_to_on > confirmations.confirmed_on)
    group by intervals.customer_id, intervals.item_key, intervals.valid_from_on, intervals.valid_to_on

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
    cast(dated.valid_from_on as date) as valid_from_on,
    cast(dated.valid_to_on as date) as valid_to_on,
    cast(dated.confirmed_on as date) as confirmed_on,
    cast(dated.expires_on as date) as expires_on,
    cast(dated.valid_to_on is null and dated.expires_on > run_context.as_of_on as boolean) as is_usable

from dated
cross join {{ source('ingest', 'run_context') }} as run_context
