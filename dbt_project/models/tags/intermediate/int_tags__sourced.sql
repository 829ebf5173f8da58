{{ config(materialized='view') }}

-- one row per customer, tag and interval, with where it comes from; few are not by rule, so those are looked up
with

intervals as (

    select * from {{ ref('int_tags__intervals') }}

),

tags as (

    select
        tag_key,
        ttl_days

    from {{ ref('dim_tags') }}

),

given_seen as (

    select
        customer_id,
        item_key,
        observed_on,
        run_sequence,
        tag_source

    from {{ source('ingest', 'tag_history') }}
    where is_held and tag_source <> 'rule'
    union all
    select
        customer_id,
        item_key,
        observed_on,
        cast(9223372036854775807 as bigint) as run_sequence,
        tag_source

    from {{ ref('int_tags__changes') }}
    where is_held and tag_source <> 'rule'

),

given_then as (

    select
        customer_id,
        item_key,
        observed_on,
        max_by(tag_source, run_sequence) as tag_source

    from given_seen
    group by customer_id, item_key, observed_on

),

given_now as (

    select
        customer_id,
        item_key,
        tag_source,
        set_on

    from {{ ref('int_tags__held') }}
    where tag_source <> 'rule'

)

select
    intervals.customer_id,
    intervals.item_key as tag_key,
    intervals.item_value as tag_value,
    intervals.valid_from_on,
    intervals.valid_to_on,
    intervals.cause,
    intervals.evidence_on,
    intervals.end_cause,
    intervals.end_evidence_on,
    tags.ttl_days,
    given_now.set_on,
    case
        -- of what is open counts who speaks for it now
        when intervals.valid_to_on is null then coalesce(given_now.tag_source, 'rule')
        else coalesce(given_then.tag_source, 'rule')
    end as tag_source,
    coalesce(intervals.cause = 'backfill', false) as is_backfilled

from intervals
left join tags on intervals.item_key = tags.tag_key
left join given_then
    on
        intervals.customer_id = given_then.customer_id
        and intervals.item_key = given_then.item_key
        and intervals.valid_from_on = given_then.observed_on
left join given_now
    on
        intervals.customer_id = given_now.customer_id
        and intervals.item_key = given_now.item_key
        and intervals.valid_to_on is null
