with

messages as (

    {{ resolved_to_customer(ref('stg_wecom__group_messages'), {'external_userid': 'external_userid'}) }}

)

select
    cast(group_message_id as string) as group_message_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(group_id as string) as group_id,
    cast(message_kind as string) as message_kind,
    cast(sent_at as timestamp) as sent_at,
    cast(sent_on as date) as sent_on,
    cast(message_text as string) as message_text

from messages
where sent_at is not null
