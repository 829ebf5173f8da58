-- one row per name that addresses use of a place: with or without its suffix, Chinese or English
with

regions as (

    select * from {{ ref('dim_regions') }}

),

names as (

    select
        lower(region_name) as place_name,
        region_code,
        purchasing_power_index

    from regions
    union all
    select
        {{ replace_all('region_name', '(省|市|自治区|特别行政区)$', '') }} as place_name,
        region_code,
        purchasing_power_index

    from regions
    union all
    select
        lower(name_en) as place_name,
        region_code,
        purchasing_power_index

    from regions

)

-- Beijing is a city and a province: the larger region has the smaller code
select
    place_name,
    region_code,
    purchasing_power_index

from names
where place_name is not null and purchasing_power_index is not null
qualify row_number() over (partition by place_name order by region_code asc nulls last) = 1
