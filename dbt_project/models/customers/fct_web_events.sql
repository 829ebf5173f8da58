with

events as (

    {{ resolved_to_customer(
        ref('stg_web__events'),
        {'shop_customer_id': 'shop_customer_id', 'anonymous_id': 'anonymous_id'},
        occurred_on='occurred_on',
    ) }}

)

select
    cast(event_id as string) as event_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(occurred_at as timestamp) as occurred_at,
    cast(occurred_on as date) as occurred_on,
    cast(event_name as string) as event_name,
    cast(channel as string) as channel,
    cast(session_id as string) as session_id,
    cast(product_id as string) as product_id,
    cast(category as string) as category,
    cast(search_term as string) as search_term

from events
where occurred_at is not null and event_name is not null
