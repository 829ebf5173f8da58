with

identifiers as (

    select * from {{ ref('int_identity__identifiers_collected') }}

),

records as (

    select * from {{ source('identity', 'int_identity__records_stitched') }}

)

select
    cast(identifiers.source_system as string) as source_system,
    cast(identifiers.contract_table as string) as contract_table,
    cast(identifiers.record_key as string) as record_key,
    cast(identifiers.identifier_type as string) as identifier_type,
    cast(identifiers.identifier_value as string) as identifier_value,
    cast(records.customer_id as string) as customer_id,
    cast(identifiers.first_seen_at as timestamp) as first_seen_at,
    cast(identifiers.last_seen_at as timestamp) as last_seen_at

from identifiers
inner join records
    on
        identifiers.source_system = records.source_system
        and identifiers.contract_table = records.contract_table
        and identifiers.record_key = records.record_key
