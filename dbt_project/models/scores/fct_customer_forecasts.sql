with

forecasts as (

    select
        forecasts.*,
        -- who is likely to order again is as likely a customer still
        case
            when forecasts.alive_probability is not null
                then greatest(forecasts.alive_probability, coalesce(1 - churn.score, 0))
        end as still_probability

    from {{ source('scores', 'int_scores__value') }} as forecasts
    left join {{ source('scores', 'int_scores__churn') }} as churn on forecasts.customer_id = churn.customer_id

),

rounded_forecasts as (

    select
        customer_id,
        least_order_days,
        most_order_days,
        next_order_on,
        next_order_from_on,
        next_order_until_on,
        {{ rounded('expected_order_days') }} as expected_order_days,
        {{ rounded('expected_spend_amount') }} as expected_spend_amount,
        {{ rounded('least_spend_amount') }} as least_spend_amount,
        {{ rounded('most_spend_amount') }} as most_spend_amount,
        {{ rounded('expected_margin_amount') }} as expected_margin_amount,
        {{ rounded('least_margin_amount') }} as least_margin_amount,
        {{ rounded('most_margin_amount') }} as most_margin_amount,
        {{ rounded('still_probability') }} as alive_probability

    from forecasts

),

models as (

    select * from {{ source('scores', 'int_scores__models') }}
    where model_key = 'value'

),

run_context as (

    select * from {{ source('ingest', 'run_context') }}

),

reporting as (

    select * from {{ ref('int_customers__reporting_currency') }}

)

select
    cast(forecasts.customer_id as string) as customer_id,
    cast(forecasts.expected_order_days as double) as expected_order_days,
    cast(forecasts.least_order_days as bigint) as least_order_days,
    cast(forecasts.most_order_days as bigint) as most_order_days,
    cast(forecasts.expected_spend_amount as double) as expected_spend_amount,
    cast(forecasts.least_spend_amount as double) as least_spend_amount,
    cast(forecasts.most_spend_amount as double) as most_spend_amount,
    cast(
        case
            when forecasts.expected_spend_amount is not null
                then percent_rank() over (
                    partition by forecasts.expected_spend_amount is null
                    order by forecasts.expected_spend_amount asc nulls last
                )
        end as double
    ) as expected_spend_rank,
    cast(forecasts.expected_margin_amount as double) as expected_margin_amount,
    cast(forecasts.least_margin_amount as double) as least_margin_amount,
    cast(forecasts.most_margin_amount as double) as most_margin_amount,
    cast(reporting.reporting_currency_code as string) as currency_code,
    cast(forecasts.alive_probability as double) as alive_probability,
    cast(forecasts.next_order_on as date) as next_order_on,
    cast(forecasts.next_order_from_on as date) as next_order_from_on,
    cast(forecasts.next_order_until_on as date) as next_order_until_on,
    {{ days_between('run_context.as_of_on', 'forecasts.next_order_on') }} as days_to_next_order,
    cast(models.horizon_days as bigint) as horizon_days,
    cast(models.model_version as string) as model_version,
    cast(run_context.profiled_at as timestamp) as scored_at

from rounded_forecasts as forecasts
cross join models
cross join run_context
cross join reporting
