with

events as (

    select * from {{ ref('stg_marketing__message_events') }}

),

messages as (

    select * from {{ ref('fct_messages') }}

)

select
    cast(events.message_event_id as string) as message_event_id,
    cast(events.source_system as string) as source_system,
    cast(events.message_id as string) as message_id,
    cast(messages.customer_id as string) as customer_id,
    cast(messages.campaign_id as string) as campaign_id,
    cast(messages.campaign_kind as string) as campaign_kind,
    cast(messages.channel as string) as channel,
    cast(events.event_name as string) as event_name,
    cast(events.occurred_at as timestamp) as occurred_at,
    cast(events.occurred_on as date) as occurred_on

from events
left join messages on events.message_id = messages.message_id
where events.occurred_at is not null and events.event_name is not null
