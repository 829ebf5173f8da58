with

current_rows as (

    {{ current_rows('shop', 'payments') }}

)

select
    {{ source_id('payment_id') }} as payment_id,
    {{ referred_id('order_id') }} as order_id,
    source_system,
    payment_method,
    paid_at,
    {{ business_day('paid_at') }} as paid_on,
    paid_amount,
    currency_code

from current_rows
