with

current_rows as (

    {{ current_rows('shop', 'orders') }}

)

select
    {{ source_id('order_id') }} as order_id,
    source_system,
    record_key,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    ordered_at,
    {{ business_day('ordered_at') }} as ordered_on,
    channel,
    payment_method,
    upper(currency_code) as currency_code

from current_rows
