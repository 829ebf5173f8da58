-- one row per name of a place: its code and the region around it; codes of GB/T 2260 come before a source's own
with

given as (

    select
        region_code,
        region_name,
        parent_code,
        1 as precedence

    from {{ source('ingest', 'known_regions') }}
    union all
    select
        region_code,
        region_name,
        parent_code,
        2 as precedence

    from {{ ref('stg_reference__regions') }}

),

places as (

    select *
    from given
    qualify
        row_number() over (
            partition by region_name
            order by precedence asc nulls last, region_code asc nulls last
        ) = 1

),

codes as (

    select
        region_code,
        min(region_name) as region_name

    from places
    group by region_code

),

figures as (

    select * from {{ ref('stg_reference__regions') }}
    qualify row_number() over (partition by region_code order by source_system asc nulls last) = 1

)

select
    places.region_name,
    places.region_code,
    codes.region_name as parent_name,
    figures.purchasing_power_index

from places
left join figures on places.region_code = figures.region_code
left join codes on places.parent_code = codes.region_code
