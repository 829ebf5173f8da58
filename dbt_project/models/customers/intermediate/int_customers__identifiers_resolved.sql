{% set types = var('identity').identifiers.items() | rejectattr('1.makes_customer') | map('first') | join("', '") -%}
-- a device that two customers share belongs to neither; one of a customer is theirs from the day on which a record
-- that names them was first seen on it
with

identities as (

    select * from {{ ref('dim_identities') }}

),

on_devices as (

    select * from identities
    where identifier_type in ('{{ types }}')

),

naming_records as (

    select distinct
        identities.source_system,
        identities.contract_table,
        identities.record_key

    from identities
    where
        identities.identifier_type not in ('{{ types }}')
        and identities.contract_table in (select on_devices.contract_table from on_devices)

),

named as (

    select
        on_devices.identifier_type,
        on_devices.identifier_value,
        {{ business_day('min(on_devices.first_seen_at)') }} as known_from_on

    from on_devices
    inner join naming_records
        on
            on_devices.source_system = naming_records.source_system
            and on_devices.contract_table = naming_records.contract_table
            and on_devices.record_key = naming_records.record_key
    group by on_devices.identifier_type, on_devices.identifier_value

),

resolved as (

    select
        identifier_type,
        identifier_value,
        case when min(customer_id) = max(customer_id) then max(customer_id) end as customer_id

    from identities
    group by identifier_type, identifier_value

)

select
    resolved.*,
    named.known_from_on

from resolved
left join named
    on
        resolved.identifier_type = named.identifier_type
        and resolved.identifier_value = named.identifier_value
