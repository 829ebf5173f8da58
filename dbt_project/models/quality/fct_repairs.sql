select
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(record_key as string) as record_key,
    cast(column_name as string) as column_name,
    cast(rule as string) as rule,
    cast(original as string) as original_value,
    cast(result as string) as cleaned_value,
    cast(load_id as string) as load_id

from {{ source('ingest', 'repairs') }}
