with

current_rows as (

    {{ current_rows('marketing', 'message_events') }}

)

select
    {{ source_id('message_event_id') }} as message_event_id,
    {{ referred_id('message_id') }} as message_id,
    source_system,
    event_name,
    occurred_at,
    {{ business_day('occurred_at') }} as occurred_on

from current_rows
