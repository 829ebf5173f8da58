with

current_rows as (

    {{ current_rows('service', 'tickets') }}

)

select
    {{ source_id('ticket_id') }} as ticket_id,
    source_system,
    record_key,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    category,
    channel,
    coalesce(is_complaint, false) as is_complaint,
    opened_at,
    {{ business_day('opened_at') }} as opened_on,
    closed_at,
    {{ business_day('closed_at') }} as closed_on,
    rated_at,
    {{ business_day('rated_at') }} as rated_on,
    satisfaction_score,
    ticket_text

from current_rows
