with

current_rows as (

    {{ current_rows('web', 'events') }}

)

select
    {{ source_id('event_id') }} as event_id,
    source_system,
    event_name,
    occurred_at,
    {{ business_day('occurred_at') }} as occurred_on,
    {{ source_id('anonymous_id') }} as anonymous_id,
    {{ referred_id('user_id') }} as shop_customer_id,
    {{ source_id('session_id') }} as session_id,
    channel,
    {{ referred_id('product_id') }} as product_id,
    category,
    search_term

from current_rows
