with

current_rows as (

    {{ current_rows('service', 'conversations') }}

)

select
    {{ source_id('conversation_id') }} as conversation_id,
    source_system,
    record_key,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    external_userid,
    answered_by,
    channel,
    topic,
    started_at,
    {{ business_day('started_at') }} as started_on,
    ended_at,
    {{ business_day('ended_at') }} as ended_on,
    turn_count,
    coalesce(is_resolved, false) as is_resolved,
    conversation_text

from current_rows
