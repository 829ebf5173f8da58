with

conversations as (

    {{ resolved_to_customer(
        ref('stg_service__conversations'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone', 'external_userid': 'external_userid'},
    ) }}

)

select
    cast(conversation_id as string) as conversation_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(answered_by as string) as answered_by,
    cast(channel as string) as channel,
    cast(topic as string) as topic,
    cast(started_at as timestamp) as started_at,
    cast(started_on as date) as started_on,
    cast(ended_at as timestamp) as ended_at,
    cast(ended_on as date) as ended_on,
    cast(turn_count as bigint) as turn_count,
    cast(is_resolved as boolean) as is_resolved,
    cast(conversation_text as string) as conversation_text

from conversations
where started_at is not null
