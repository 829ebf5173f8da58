with

features as (

    select * from {{ ref('fct_customer_features') }}

),

ties as (

    select * from {{ ref('mart_customer_ties') }}

),

reached as (

    select * from {{ ref('int_marts__referrals_reached') }}

),

bought as (

    select
        orders.referred_customer_id,
        sum(orders.reporting_amount) as spend_amount

    from {{ ref('int_features__brought_orders') }} as orders
    cross join {{ source('ingest', 'run_context') }} as run_context
    where orders.ordered_at < run_context.as_of
    group by orders.referred_customer_id

),

downstream as (

    select
        reached.customer_id,
        count(*) as downstream_referral_count,
        max(reached.step) as referral_step_count,
        sum(bought.spend_amount) as downstream_spend_amount

    from reached
    left join bought on reached.related_customer_id = bought.referred_customer_id
    group by reached.customer_id

),

origins as (

    select
        related_customer_id as customer_id,
        min_by(customer_id, concat(cast(first_on as string), customer_id)) as referred_by_customer_id

    from ties
    where tie_kind = 'referral'
    group by related_customer_id

),

both_ways as (

    select
        customer_id,
        related_customer_id,
        strength

    from ties
    where not is_directed
    union all
    select
        related_customer_id as customer_id,
        customer_id as related_customer_id,
        strength

    from ties
    where not is_directed

),

fellows as (

    select
        customer_id,
        count(distinct related_customer_id) as fellow_count,
        sum(strength) as fellow_strength

    from both_ways
    group by customer_id

)

select
    cast(features.customer_id as string) as customer_id,
    cast(origins.referred_by_customer_id as string) as referred_by_customer_id,
    cast(features.referral_count as bigint) as referral_count,
    cast(coalesce(downstream.downstream_referral_count, 0) as bigint) as downstream_referral_count,
    cast(coalesce(downstream.referral_step_count, 0) as bigint) as referral_step_count,
    cast(features.brought_buyer_count as bigint) as brought_buyer_count,
    cast(features.brought_spend_amount as decimal(18, 4)) as brought_spend_amount,
    cast(coalesce(downstream.downstream_spend_amount, 0) as decimal(18, 4)) as downstream_spend_amount,
    cast(reporting.reporting_currency_code as string) as currency_code,
    cast(features.group_count as bigint) as group_count,
    cast(features.group_message_count_90d as bigint) as group_message_count_90d,
    cast(features.group_heard_count_90d as bigint) as group_heard_count_90d,
    cast(coalesce(fellows.fellow_count, 0) as bigint) as fellow_count,
    cast({{ rounded('coalesce(fellows.fellow_strength, 0)') }} as double) as fellow_strength

from features
left join downstream on features.customer_id = downstream.customer_id
left join origins on features.customer_id = origins.customer_id
left join fellows on features.customer_id = fellows.customer_id
cross join {{ ref('int_customers__reporting_currency') }} as reporting
where
    features.referral_count > 0
    or features.group_count > 0
    or origins.customer_id is not null
    or fellows.customer_id is not null
