-- one row: the currency amounts are reported in; without a setting the commonest one, so that one stray
-- order in a foreign currency does not empty every amount
{% set setting = var('settings').reporting_currency %}

with

currencies as (

    select
        currency_code,
        count(*) as order_count

    from {{ ref('stg_shop__orders') }}
    where currency_code is not null
    group by currency_code

),

commonest as (

    select currency_code
    from currencies
    qualify row_number() over (order by order_count desc, currency_code asc) = 1

),

chosen as (

    select cast({{ "'" ~ setting ~ "'" if setting else 'null' }} as string) as currency_code

)

select coalesce(max(chosen.currency_code), max(commonest.currency_code)) as reporting_currency_code

from chosen
left join commonest on true
