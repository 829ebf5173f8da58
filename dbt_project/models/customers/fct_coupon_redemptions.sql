with

redemptions as (

    {{ resolved_to_customer(
        ref('stg_marketing__coupon_redemptions'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
    ) }}

),

coupons as (

    select * from {{ ref('dim_coupons') }}

)

select
    cast(redemptions.redemption_id as string) as redemption_id,
    cast(redemptions.source_system as string) as source_system,
    cast(redemptions.customer_id as string) as customer_id,
    cast(redemptions.coupon_id as string) as coupon_id,
    cast(coupons.coupon_kind as string) as coupon_kind,
    cast(coupons.campaign_id as string) as campaign_id,
    cast(redemptions.order_id as string) as order_id,
    cast(redemptions.redeemed_at as timestamp) as redeemed_at,
    cast(redemptions.redeemed_on as date) as redeemed_on,
    cast(redemptions.discount_amount as decimal(18, 4)) as discount_amount,
    cast(redemptions.currency_code as string) as currency_code,
    {{ converted('redemptions.discount_amount') }} as reporting_amount

from redemptions
left join coupons on redemptions.coupon_id = coupons.coupon_id
{{ rates_of_the_day('redemptions.currency_code', 'redemptions.redeemed_on') }}
where redemptions.redeemed_at is not null
