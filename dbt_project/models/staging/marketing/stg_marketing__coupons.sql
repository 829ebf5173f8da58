with

current_rows as (

    {{ current_rows('marketing', 'coupons') }}

)

select
    {{ source_id('coupon_id') }} as coupon_id,
    source_system,
    coupon_name,
    {{ referred_id('campaign_id') }} as campaign_id,
    coupon_kind,
    face_amount,
    discount_rate,
    threshold_amount,
    currency_code,
    started_at,
    {{ business_day('started_at') }} as started_on,
    ended_at,
    {{ business_day('ended_at') }} as ended_on

from current_rows
