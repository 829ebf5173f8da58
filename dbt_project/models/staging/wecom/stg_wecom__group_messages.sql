with

current_rows as (

    {{ current_rows('wecom', 'group_messages') }}

)

select
    {{ source_id('group_message_id') }} as group_message_id,
    source_system,
    record_key,
    {{ referred_id('group_id') }} as group_id,
    external_userid,
    message_kind,
    sent_at,
    {{ business_day('sent_at') }} as sent_on,
    message_text

from current_rows
