with

arrivals as (

    select * from {{ source('ingest', 'arrivals') }}

),

warnings as (

    select
        load_id,
        count(*) as check_count,
        count_if(not is_passed) as failed_check_count

    from {{ source('ingest', 'load_checks') }}
    group by load_id

)

select
    cast(arrivals.load_id as string) as load_id,
    cast(arrivals.source_system as string) as source_system,
    cast(arrivals.contract_table as string) as contract_table,
    cast(arrivals.raw_object as string) as raw_object,
    cast(arrivals.load_sequence as bigint) as load_sequence,
    cast(arrivals.loaded_at as timestamp) as loaded_at,
    cast({{ business_day('arrivals.loaded_at') }} as date) as loaded_on,
    cast(arrivals.is_full_snapshot as boolean) as is_full_snapshot,
    cast(arrivals.is_read as boolean) as is_read,
    cast(arrivals.is_blocked as boolean) as is_blocked,
    cast(arrivals.read_count as bigint) as read_count,
    cast(arrivals.unparsable_count as bigint) as unparsable_count,
    cast(arrivals.landed_count as bigint) as landed_count,
    cast(arrivals.rejected_count as bigint) as rejected_count,
    cast(arrivals.left_out_count as bigint) as left_out_count,
    cast(arrivals.flagged_row_count as bigint) as flagged_row_count,
    cast(arrivals.flagged_value_count as bigint) as flagged_value_count,
    cast(arrivals.deleted_count as bigint) as deleted_count,
    cast(arrivals.repaired_value_count as bigint) as repaired_value_count,
    cast(coalesce(warnings.check_count, 0) as bigint) as check_count,
    cast(coalesce(warnings.failed_check_count, 0) as bigint) as failed_check_count

from arrivals
left join warnings on arrivals.load_id = warnings.load_id
