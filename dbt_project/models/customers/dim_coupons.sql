select
    cast(coupon_id as string) as coupon_id,
    cast(source_system as string) as source_system,
    cast(coupon_name as string) as coupon_name,
    cast(campaign_id as string) as campaign_id,
    cast(coupon_kind as string) as coupon_kind,
    cast(face_amount as decimal(18, 4)) as face_amount,
    cast(discount_rate as double) as discount_rate,
    cast(threshold_amount as decimal(18, 4)) as threshold_amount,
    cast(currency_code as string) as currency_code,
    cast(started_at as timestamp) as started_at,
    cast(started_on as date) as started_on,
    cast(ended_at as timestamp) as ended_at,
    cast(ended_on as date) as ended_on

from {{ ref('stg_marketing__coupons') }}
