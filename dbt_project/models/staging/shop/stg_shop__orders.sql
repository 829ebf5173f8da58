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
    {{ referred_id('account_id') }} as account_id,
    ordered_at,
    {{ business_day('ordered_at') }} as ordered_on,
    channel,
    payment_method,
    ship_region,
    ship_city,
    ship_address,
    ship_postcode,
    currency_code

from current_rows
