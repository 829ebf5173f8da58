select
    cast(region_code as string) as region_code,
    cast(source_system as string) as source_system,
    cast(region_name as string) as region_name,
    cast(name_en as string) as name_en,
    cast(region_level as string) as region_level,
    cast(parent_code as string) as parent_code,
    cast(figures_year as bigint) as figures_year,
    cast(gdp_per_person_amount as decimal(18, 4)) as gdp_per_person_amount,
    cast(disposable_income_amount as decimal(18, 4)) as disposable_income_amount,
    cast(currency_code as string) as currency_code,
    cast(purchasing_power_index as double) as purchasing_power_index

from {{ ref('stg_reference__regions') }}
-- of several sources the one with the latest figures
qualify
    row_number() over (
        partition by region_code
        order by figures_year desc nulls last, source_system asc nulls last
    ) = 1
