with

subscriptions as (

    {{ resolved_to_customer(
        ref('stg_shop__subscriptions'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
        account='account_id',
    ) }}

)

select
    cast(subscriptions.subscription_id as string) as subscription_id,
    cast(subscriptions.source_system as string) as source_system,
    cast(subscriptions.customer_id as string) as customer_id,
    cast(subscriptions.person_customer_id as string) as person_customer_id,
    cast(subscriptions.product_id as string) as product_id,
    cast(subscriptions.plan as string) as plan,
    cast(subscriptions.billing_period as string) as billing_period,
    cast(subscriptions.started_at as timestamp) as started_at,
    cast(subscriptions.started_on as date) as started_on,
    cast(subscriptions.renewed_at as timestamp) as renewed_at,
    cast(subscriptions.renewed_on as date) as renewed_on,
    cast(subscriptions.renewal_count as bigint) as renewal_count,
    cast(subscriptions.renews_on as date) as renews_on,
    cast(subscriptions.ended_at as timestamp) as ended_at,
    cast(subscriptions.ended_on as date) as ended_on,
    cast(subscriptions.period_amount as decimal(18, 4)) as period_amount,
    cast(subscriptions.currency_code as string) as currency_code,
    {{ converted('subscriptions.period_amount') }} as reporting_amount

from subscriptions
{{ rates_of_the_day('subscriptions.currency_code', 'subscriptions.started_on') }}
where subscriptions.started_at is not null
