with

-- what a year of the customer is worth
values_at_stake as (

    select
        customer_id,
        greatest(spend_amount_365d - returned_amount_365d, 0) as value_at_stake_amount

    from {{ ref('fct_customer_features') }}

),

reasons as (

    select
        alerts.customer_id,
        alerts.alert_key,
        kinds.name_zh,
        kinds.name_en,
        alerts.evidence,
        alerts.owner,
        alerts.action,
        alerts.raised_on,
        {{ days_between('alerts.raised_on', 'run_context.as_of_on') }} as open_days,
        values_at_stake.value_at_stake_amount,
        profiles.full_name,
        profiles.lifecycle_stage,
        profiles.value_quadrant,
        profiles.churn_score,
        profiles.currency_code

    from {{ ref('fct_alerts') }} as alerts
    inner join {{ ref('dim_alerts') }} as kinds on alerts.alert_key = kinds.alert_key
    inner join values_at_stake on alerts.customer_id = values_at_stake.customer_id
    inner join {{ ref('mart_customer_profiles') }} as profiles on alerts.customer_id = profiles.customer_id
    cross join {{ source('ingest', 'run_context') }} as run_context
    where alerts.is_open

)

select
    cast(customer_id as string) as customer_id,
    cast(alert_key as string) as reason_key,
    cast(full_name as string) as full_name,
    cast(name_zh as string) as reason_zh,
    cast(name_en as string) as reason_en,
    cast(evidence as string) as evidence,
    cast(owner as string) as owner,
    cast(action as string) as action,
    cast(raised_on as date) as since_on,
    cast(open_days as bigint) as open_days,
    cast(value_at_stake_amount as decimal(18, 4)) as value_at_stake_amount,
    cast(currency_code as string) as currency_code,
    cast(lifecycle_stage as string) as lifecycle_stage,
    cast(value_quadrant as string) as value_quadrant,
    cast(churn_score as double) as churn_score,
    cast(dense_rank() over (order by value_at_stake_amount desc nulls last, customer_id asc nulls last) as bigint)
        as attention_rank,
    cast(
        dense_rank() over (
            partition by owner
            order by value_at_stake_amount desc nulls last, customer_id asc nulls last
        ) as bigint
    ) as owner_rank

from reasons
