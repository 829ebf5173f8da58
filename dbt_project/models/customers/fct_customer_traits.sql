with

traits as (

    select * from {{ ref('stg_crm__contact_traits') }}

),

contacts as (

    select * from {{ ref('int_customers__identifiers_resolved') }}
    where identifier_type = 'crm_contact_id'

)

select
    cast(contacts.customer_id as string) as customer_id,
    cast(traits.trait_key as string) as trait_key,
    cast(traits.trait_value as string) as trait_value,
    cast(traits.updated_at as timestamp) as updated_at

from traits
inner join contacts on traits.contact_id = contacts.identifier_value
where contacts.customer_id is not null and traits.trait_value is not null
-- of several records of one customer the latest word counts
qualify
    row_number() over (
        partition by contacts.customer_id, traits.trait_key
        order by traits.updated_at desc nulls last, traits.contact_id asc nulls last
    ) = 1
