with

arrivals as (

    select * from {{ source('ingest', 'arrivals') }}

),

checks as (

    select * from {{ source('ingest', 'load_checks') }}

)

select
    cast(checks.load_id as string) as load_id,
    cast(arrivals.source_system as string) as source_system,
    cast(arrivals.contract_table as string) as contract_table,
    cast(arrivals.raw_object as string) as raw_object,
    cast(arrivals.load_sequence as bigint) as load_sequence,
    cast(arrivals.loaded_at as timestamp) as loaded_at,
    cast(arrivals.is_read as boolean) as is_read,
    cast(checks.check_name as string) as check_name,
    cast(checks.column_name as string) as column_name,
    cast(checks.observed as double) as observed,
    cast(checks.expected_low as double) as expected_low,
    cast(checks.expected_high as double) as expected_high,
    cast(checks.compared_load_count as bigint) as compared_load_count,
    cast(checks.is_passed as boolean) as is_passed,
    cast(checks.severity as string) as severity

from checks
inner join arrivals on checks.load_id = arrivals.load_id
