with

current_rows as (

    {{ current_rows('social', 'interactions') }}

)

select
    {{ source_id('interaction_id') }} as interaction_id,
    source_system,
    record_key,
    platform,
    lower(platform || ':' || handle) as social_handle,
    unionid,
    interaction_kind,
    topic,
    occurred_at,
    {{ business_day('occurred_at') }} as occurred_on,
    interaction_text

from current_rows
