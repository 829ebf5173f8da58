-- from when until when a currency converts at which rate: each rate until the next one, but not for ever
{% set most_days = var('settings').exchange_rate_days %}

with

reporting as (

    select reporting_currency_code
    from {{ ref('int_customers__reporting_currency') }}

),

rates as (

    select
        rates.*,
        reporting.reporting_currency_code

    from {{ ref('stg_reference__exchange_rates') }} as rates
    cross join reporting
    where rates.from_currency <> rates.to_currency

),

given as (

    select
        from_currency as currency_code,
        rate_on,
        rate,
        1 as precedence,
        source_system

    from rates
    where to_currency = reporting_currency_code
    union all
    select
        to_currency as currency_code,
        rate_on,
        cast(1 / nullif(cast(rate as double), 0) as decimal(18, 8)) as rate,
        2 as precedence,
        source_system

    from rates
    where from_currency = reporting_currency_code

),

daily as (

    select
        currency_code,
        rate_on,
        rate,
        {{ add_days('rate_on', most_days + 1) }} as stale_on

    from given
    qualify
        row_number() over (
            partition by currency_code, rate_on
            order by precedence asc nulls last, source_system asc nulls last
        ) = 1

),

dated as (

    select
        currency_code,
        rate_on,
        rate,
        stale_on,
        lead(rate_on) over (partition by currency_code order by rate_on asc nulls last) as next_rate_on

    from daily

)

select
    currency_code,
    rate_on as valid_from_on,
    case when next_rate_on < stale_on then next_rate_on else stale_on end as valid_to_on,
    rate

from dated
union all
select
    reporting_currency_code as currency_code,
    cast('0001-01-01' as date) as valid_from_on,
    cast('9999-12-31' as date) as valid_to_on,
    cast(1 as decimal(18, 8)) as rate

from reporting
where reporting_currency_code is not null
