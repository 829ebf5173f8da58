select
    cast(identity_quarantine_id as string) as identity_quarantine_id,
    cast(reason as string) as reason,
    cast(identifier_type as string) as identifier_type,
    cast(identifier_value as string) as identifier_value,
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(record_key as string) as record_key,
    cast(other_source_system as string) as other_source_system,
    cast(other_contract_table as string) as other_contract_table,
    cast(other_record_key as string) as other_record_key,
    cast(record_count as bigint) as record_count,
    cast(people_count as bigint) as people_count,
    cast(is_open as boolean) as is_open

from {{ source('identity', 'int_identity__quarantine') }}
