with

consents as (

    select * from {{ ref('stg_privacy__consents') }}

),

resolved as (

    select * from {{ ref('int_customers__identifiers_resolved') }}

)

select
    cast(consents.consent_id as string) as consent_id,
    cast(consents.source_system as string) as source_system,
    cast(resolved.customer_id as string) as customer_id,
    cast(consents.identifier_type as string) as identifier_type,
    cast(consents.purpose as string) as purpose,
    cast(consents.status as string) as status,
    cast(consents.changed_at as timestamp) as changed_at,
    cast(consents.changed_on as date) as changed_on

from consents
left join resolved
    on
        consents.identifier_type = resolved.identifier_type
        and consents.identifier_value = resolved.identifier_value
where consents.changed_at is not null and consents.status is not null
