-- what the renewal model scores: per customer the running subscription that is due first within the horizon

with

run_context as (

    select
        as_of,
        as_of_on

    from {{ source('ingest', 'run_context') }}

),

due as (

    {{ subscriptions_due('run_context', var('settings').renewal_horizon_days) }}

)

select
    customer_id,
    subscription_days,
    renewed_count,
    days_until_due,
    billing_period,
    period_amount

from due
