-- which visit an event belongs to
{{ config(materialized='view') }}
{% set pause_seconds = var('settings').session_gap_minutes * 60 %}
with

events as (

    select * from {{ ref('fct_web_events') }}

),

-- where the tracker knows no sessions, a pause ends one: on a device, else of a customer
strays as (

    select
        events.*,
        coalesce(tracked.anonymous_id, events.customer_id, events.event_id) as visitor,
        lag(events.occurred_at) over (
            partition by coalesce(tracked.anonymous_id, events.customer_id, events.event_id)
            order by events.occurred_at asc nulls last, events.event_id asc nulls last
        ) as before_at

    from events
    inner join {{ ref('stg_web__events') }} as tracked on events.event_id = tracked.event_id
    where events.session_id is null

),

told_apart as (

    select
        *,
        count_if(before_at is null or {{ seconds_between('before_at', 'occurred_at') }} > {{ pause_seconds }}) over (
            partition by visitor
            order by occurred_at asc nulls last, event_id asc nulls last
            rows between unbounded preceding and current row
        ) as visit_number

    from strays

)

select
    session_id as visit,
    session_id,
    source_system,
    customer_id,
    occurred_at,
    occurred_on,
    event_id,
    event_name,
    channel,
    product_id,
    category

from events
where session_id is not null
union all
select
    visitor || ':' || cast(visit_number as string) as visit,
    session_id,
    source_system,
    customer_id,
    occurred_at,
    occurred_on,
    event_id,
    event_name,
    channel,
    product_id,
    category

from told_apart
