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

-- few spans hold many customers: each is looked up once
spans as (

    select distinct
        item_key,
        valid_from_on,
        valid_to_on

    from intervals

),

confirmed_spans as (

    select
        spans.item_key,
        spans.valid_from_on,
        spans.valid_to_on,
        max(tags.ttl_days) as ttl_days,
        -- the day it was set counts as confirmed
        coalesce(max(confirmations.confirmed_on), spans.valid_from_on) as confirmed_on

    from spans
    left join tags on spans.item_key = tags.tag_key
    left join confirmations
        on
            spans.item_key = confirmations.tag_key
            and spans.valid_from_on <= confirmations.confirmed_on
            and (spans.valid_to_on is null or spans.valid_to_on > confirmations.confirmed_on)
    group by spans.item_key, spans.valid_from_on, spans.valid_to_on

),

dated_spans as (

    select
        *,
        -- a tag no longer defined runs out at once
        {{ add_days('confirmed_on', 'coalesce(ttl_days, 0)') }} as expires_on

    from confirmed_spans

)

select
    cast(intervals.customer_id as string) as customer_id,
    cast(intervals.item_key as string) as tag_key,
    cast(intervals.item_value as string) as tag_value,
    cast(intervals.valid_from_on as date) as valid_from_on,
    cast(intervals.valid_to_on as date) as valid_to_on,
    cast(intervals.cause as string) as cause,
    cast(intervals.end_cause as string) as end_cause,
    cast(dated_spans.confirmed_on as date) as confirmed_on,
    cast(dated_spans.expires_on as date) as expires_on,
    cast(intervals.valid_to_on is null and dated_spans.expires_on > run_context.as_of_on as boolean) as is_usable

from intervals
inner join dated_spans
    on
        intervals.item_key = dated_spans.item_key
        and intervals.valid_from_on = dated_spans.valid_from_on
        and coalesce(intervals.valid_to_on = dated_spans.valid_to_on, dated_spans.valid_to_on is null)
        and (intervals.valid_to_on is null) = (dated_spans.valid_to_on is null)
cross join {{ source('ingest', 'run_context') }} as run_context
