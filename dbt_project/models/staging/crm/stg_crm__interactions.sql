with

current_rows as (

    {{ current_rows('crm', 'interactions') }}

)

select
    {{ source_id('interaction_id') }} as interaction_id,
    source_system,
    record_key,
    {{ referred_id('contact_id') }} as contact_id,
    {{ referred_id('account_id') }} as account_id,
    email,
    phone,
    channel,
    direction,
    occurred_at,
    {{ business_day('occurred_at') }} as occurred_on,
    duration_seconds,
    outcome,
    interaction_text

from current_rows
