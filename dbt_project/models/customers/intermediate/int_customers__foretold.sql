-- what came of what models said of customers, once the days they spoke of are over; the newest twelve days of each
{{ config(materialized='view') }}
{% set renewal_days = var('settings').renewal_horizon_days %}
with

run_context as (

    select as_of_on from {{ source('ingest', 'run_context') }}

),

kept as (

    select
        history.customer_id as previous_customer_id,
        history.model_key,
        history.model_version,
        history.as_of,
        history.observed_on as as_of_on,
        history.score,
        {{ add_days('history.observed_on', 'history.horizon_days') }} as until_on

    from {{ source('ingest', 'score_history') }} as history
    inner join run_context
        on {{ add_days('history.observed_on', 'history.horizon_days') }} <= run_context.as_of_on
    -- which subscription is due within other days than today's cannot be told
    where history.model_key <> 'renewal' or history.horizon_days = {{ renewal_days }}
    qualify dense_rank() over (partition by history.model_key order by history.observed_on desc nulls last) <= 12

),

-- merged since then: as the customer is called now; whom nobody has records of any more is left out
foretold as (

    select
        customers.customer_id,
        kept.model_key,
        kept.model_version,
        kept.as_of,
        kept.as_of_on,
        kept.until_on,
        kept.score

    from kept
    left join {{ ref('dim_redirects') }} as redirects on kept.previous_customer_id = redirects.previous_customer_id
    inner join {{ ref('dim_customers') }} as customers
        on coalesce(redirects.customer_id, kept.previous_customer_id) = customers.customer_id

),

ordered as (

    {{ ordered_within('foretold') }}

),

moments as (

    select distinct
        as_of,
        as_of_on

    from foretold
    where model_key = 'renewal'

),

addressed as (

    select distinct
        as_of,
        as_of_on,
        until_on

    from foretold
    where model_key = 'response'

),

answered as (

    {{ answered_within('addressed') }}

),

due as (

    {{ subscriptions_due('moments', renewal_days) }}

)

select
    foretold.model_key,
    foretold.model_version,
    foretold.as_of_on,
    foretold.customer_id,
    foretold.score,
    case foretold.model_key
        when 'churn' then ordered.customer_id is null
        when 'conversion' then ordered.customer_id is not null
        when 'renewal' then coalesce(due.has_ended, false)
        when 'response' then answered.has_clicked
    end as has_happened

from foretold
left join ordered on foretold.customer_id = ordered.customer_id and foretold.as_of_on = ordered.as_of_on
left join due on foretold.customer_id = due.customer_id and foretold.as_of = due.as_of
left join answered on foretold.customer_id = answered.customer_id and foretold.as_of = answered.as_of
-- what was said of who is due, or is sent messages, says nothing of the others
where
    (foretold.model_key <> 'renewal' or due.customer_id is not null)
    and (foretold.model_key <> 'response' or answered.customer_id is not null)
