select
    cast(entry_sequence as bigint) as entry_sequence,
    cast(changed_on as date) as changed_on,
    cast(change_type as string) as change_type,
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(record_key as string) as record_key,
    cast(customer_id as string) as customer_id,
    cast(previous_customer_id as string) as previous_customer_id

from {{ source('identity', 'int_identity__ledger') }}
