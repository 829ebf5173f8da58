select
    cast(holiday_on as date) as holiday_on,
    cast(country_code as string) as country_code,
    cast(source_system as string) as source_system,
    cast(holiday_name as string) as holiday_name,
    cast(is_working_day as boolean) as is_working_day

from {{ ref('stg_reference__holidays') }}
qualify row_number() over (partition by holiday_on, country_code order by source_system asc nulls last) = 1
