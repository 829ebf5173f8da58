{#-
One row per customer and moment of the relation `moments` (as_of, as_of_on): of the subscriptions that run then and come
up for renewal within the horizon the one due first, with what is known of it before the moment. Due is counted from
the start by the billing period, for the day that a source states is that of today.
-#}
{% macro subscriptions_due(moments, horizon_days) %}
with

periods as (

    select
        subscription_id,
        customer_id,
        billing_period,
        reporting_amount as period_amount,
        started_at,
        started_on,
        ended_at,
        case billing_period
            when 'week' then 7.0 when 'month' then 30.4375 when 'quarter' then 91.3125 when 'year' then 365.25
        end as period_days

    from {{ ref('fct_subscriptions') }}
    where customer_id is not null

),

running as (

    select
        periods.*,
        moments.as_of,
        moments.as_of_on,
        {{ days_between('periods.started_on', 'moments.as_of_on') }} as subscription_days

    from periods
    inner join {{ moments }} as moments
        on periods.started_at < moments.as_of and coalesce(periods.ended_at >= moments.as_of, true)
    where periods.period_days is not null

),

renewed as (

    select
        *,
        cast(floor(subscription_days / nullif(period_days, 0)) as bigint) as renewed_count

    from running

),

due as (

    select
        *,
        cast(ceil((renewed_count + 1) * period_days) as bigint) - subscription_days as days_until_due

    from renewed

)

select
    *,
    ended_at < {{ day_start(add_days('as_of_on', horizon_days)) }} as has_ended

from due
where days_until_due < {{ horizon_days }}
qualify
    row_number() over (
        partition by customer_id, as_of
        order by days_until_due asc nulls last, subscription_id asc nulls last
    ) = 1
{% endmacro %}
