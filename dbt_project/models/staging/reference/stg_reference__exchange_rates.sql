with

current_rows as (

    {{ current_rows('reference', 'exchange_rates') }}

)

select
    rate_on,
    upper(from_currency) as from_currency,
    upper(to_currency) as to_currency,
    source_system,
    rate

from current_rows
