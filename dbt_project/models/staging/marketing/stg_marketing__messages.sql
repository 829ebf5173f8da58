with

current_rows as (

    {{ current_rows('marketing', 'messages') }}

)

select
    {{ source_id('message_id') }} as message_id,
    {{ referred_id('campaign_id') }} as campaign_id,
    source_system,
    record_key,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    channel,
    arm,
    sent_at,
    {{ business_day('sent_at') }} as sent_on

from current_rows
