with

events as (

    select * from {{ ref('stg_web__events') }}

),

resolved as (

    select * from {{ ref('int_customers__identifiers_resolved') }}

)

select
    cast(events.event_id as string) as event_id,
    cast(events.source_system as string) as source_system,
    cast(coalesce(by_number.customer_id, by_device.customer_id) as string) as customer_id,
    cast(events.occurred_at as timestamp) as occurred_at,
    cast(events.occurred_on as date) as occurred_on,
    cast(events.event_name as string) as event_name,
    cast(events.channel as string) as channel,
    cast(events.session_id as string) as session_id,
    cast(events.product_id as string) as product_id,
    cast(events.category as string) as category,
    cast(events.search_term as string) as search_term

from events
left join resolved as by_number
    on by_number.identifier_type = 'shop_customer_id' and events.shop_customer_id = by_number.identifier_value
left join resolved as by_device
    on by_device.identifier_type = 'anonymous_id' and events.anonymous_id = by_device.identifier_value
where events.occurred_at is not null and events.event_name is not null
