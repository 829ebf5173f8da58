with

interactions as (

    {{ resolved_to_customer(
        ref('stg_crm__interactions'),
        {'crm_contact_id': 'contact_id', 'email': 'email', 'phone': 'phone'},
        account='account_id',
    ) }}

)

select
    cast(interaction_id as string) as interaction_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(person_customer_id as string) as person_customer_id,
    cast(channel as string) as channel,
    cast(direction as string) as direction,
    cast(occurred_at as timestamp) as occurred_at,
    cast(occurred_on as date) as occurred_on,
    cast(duration_seconds as bigint) as duration_seconds,
    cast(outcome as string) as outcome,
    cast(interaction_text as string) as interaction_text

from interactions
where occurred_at is not null
