with

current_rows as (

    {{ current_rows('shop', 'reviews') }}

)

select
    {{ source_id('review_id') }} as review_id,
    source_system,
    record_key,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    {{ referred_id('order_id') }} as order_id,
    {{ referred_id('product_id') }} as product_id,
    rating,
    reviewed_at,
    {{ business_day('reviewed_at') }} as reviewed_on,
    review_text

from current_rows
