with

interactions as (

    {{ resolved_to_customer(
        ref('stg_social__interactions'),
        {'social_handle': 'social_handle', 'unionid': 'unionid'},
    ) }}

)

select
    cast(interaction_id as string) as interaction_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(platform as string) as platform,
    cast(interaction_kind as string) as interaction_kind,
    cast(topic as string) as topic,
    cast(occurred_at as timestamp) as occurred_at,
    cast(occurred_on as date) as occurred_on,
    cast(interaction_text as string) as interaction_text

from interactions
where occurred_at is not null
