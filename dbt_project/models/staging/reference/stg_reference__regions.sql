with

current_rows as (

    {{ current_rows('reference', 'regions') }}

)

select
    region_code,
    source_system,
    region_name,
    name_en,
    region_level,
    parent_code,
    figures_year,
    gdp_per_person_amount,
    disposable_income_amount,
    currency_code,
    purchasing_power_index

from current_rows
