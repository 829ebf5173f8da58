-- what customers bought soon after they were referred counts for who referred them, the first where several did
{{ config(materialized='view') }}

with

referrals as (

    select * from {{ ref('fct_referrals') }}
    qualify
        row_number() over (
            partition by referred_customer_id
            order by referred_at asc nulls last, customer_id asc nulls last
        ) = 1

)

select
    referrals.customer_id,
    referrals.referred_customer_id,
    orders.order_id,
    orders.ordered_at,
    orders.ordered_on,
    orders.reporting_amount

from referrals
inner join {{ ref('fct_orders') }} as orders
    on
        referrals.referred_customer_id = orders.customer_id
        and referrals.referred_at <= orders.ordered_at
        and {{ add_days('referrals.referred_on', var('settings').referral_value_days) }} >= orders.ordered_on
