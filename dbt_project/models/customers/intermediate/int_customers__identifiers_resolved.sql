{% set types = var('identity').identifiers.items() | rejectattr('1.makes_customer') | map('first') | join("', '") -%}
-- a device that two customers share belongs to neither; one of a customer is theirs from the day on which a record
-- that names them was first seen on it
with

identities as (

    select * from {{ ref('dim_identities') }}

),

naming_records as (

    select distinct
        source_system,
        contract_table,
        record_key

    from identities
    where identifier_type not in ('{{ types }}')

),

sightings as (

    select
        identities.identifier_type,
        identities.identifier_value,
        identities.customer_id,
        case when naming_records.record_key is not null then identities.first_seen_at end as named_at

    from identities
    left join naming_records
        on
            identities.source_system = naming_records.source_system
            and identities.contract_table = naming_records.contract_table
            and identities.record_key = naming_records.record_key

)

select
    identifier_type,
    identifier_value,
    case when count(distinct customer_id) = 1 then max(customer_id) end as customer_id,
    {{ business_day('min(named_at)') }} as known_from_on

from sightings
group by identifier_type, identifier_value
