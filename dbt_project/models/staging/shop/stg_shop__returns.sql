with

current_rows as (

    {{ current_rows('shop', 'returns') }}

)

select
    {{ source_id('return_id') }} as return_id,
    source_system,
    record_key,
    return_kind,
    {{ referred_id('order_id') }} as order_id,
    {{ referred_id('customer_id') }} as shop_customer_id,
    {{ referred_id('product_id') }} as product_id,
    returned_at,
    {{ business_day('returned_at') }} as returned_on,
    quantity,
    refund_amount,
    currency_code,
    reason

from current_rows
