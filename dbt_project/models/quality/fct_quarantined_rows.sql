with

quarantined_rows as (

    select * from {{ source('ingest', 'quarantined_rows') }}

)

select
    cast(quarantine_id as string) as quarantine_id,
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(record_key as string) as record_key,
    cast(column_name as string) as column_name,
    cast(fate as string) as fate,
    cast(reason as string) as reason,
    cast(original_value as string) as original_value,
    cast(file_name as string) as file_name,
    cast(row_number as bigint) as row_number,
    cast(row_count as bigint) as row_count,
    cast(load_id as string) as load_id,
    cast(first_seen_at as timestamp) as first_seen_at,
    cast(owner as string) as owner,
    cast(status as string) as status,
    cast(corrected_value as string) as corrected_value,
    cast(decided_by as string) as decided_by,
    cast(decided_at as timestamp) as decided_at,
    cast(decision_reason as string) as decision_reason

from quarantined_rows
