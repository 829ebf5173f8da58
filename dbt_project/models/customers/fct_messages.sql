with

messages as (

    {{ resolved_to_customer(
        ref('stg_marketing__messages'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
    ) }}

),

campaigns as (

    select * from {{ ref('dim_campaigns') }}

)

select
    cast(messages.message_id as string) as message_id,
    cast(messages.source_system as string) as source_system,
    cast(messages.customer_id as string) as customer_id,
    cast(messages.campaign_id as string) as campaign_id,
    cast(campaigns.campaign_kind as string) as campaign_kind,
    cast(coalesce(messages.channel, campaigns.channel) as string) as channel,
    cast(messages.arm as string) as arm,
    cast(messages.sent_at as timestamp) as sent_at,
    cast(messages.sent_on as date) as sent_on

from messages
left join campaigns on messages.campaign_id = campaigns.campaign_id
where messages.sent_at is not null
