with

current_rows as (

    {{ current_rows('shop', 'subscriptions') }}

)

select
    {{ source_id('subscription_id') }} as subscription_id,
    source_system,
    record_key,
    {{ referred_id('customer_id') }} as shop_customer_id,
    {{ referred_id('account_id') }} as account_id,
    email,
    phone,
    {{ referred_id('product_id') }} as product_id,
    plan,
    billing_period,
    started_at,
    {{ business_day('started_at') }} as started_on,
    renewed_at,
    {{ business_day('renewed_at') }} as renewed_on,
    renewal_count,
    renews_on,
    ended_at,
    {{ business_day('ended_at') }} as ended_on,
    period_amount,
    currency_code

from current_rows
