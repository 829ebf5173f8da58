with

current_rows as (

    {{ current_rows('reference', 'holidays') }}

)

select
    holiday_on,
    upper(country_code) as country_code,
    source_system,
    holiday_name,
    coalesce(is_working_day, false) as is_working_day

from current_rows
