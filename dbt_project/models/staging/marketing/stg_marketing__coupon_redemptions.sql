with

current_rows as (

    {{ current_rows('marketing', 'coupon_redemptions') }}

)

select
    {{ source_id('redemption_id') }} as redemption_id,
    source_system,
    record_key,
    {{ referred_id('coupon_id') }} as coupon_id,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    {{ referred_id('order_id') }} as order_id,
    redeemed_at,
    {{ business_day('redeemed_at') }} as redeemed_on,
    discount_amount,
    currency_code

from current_rows
