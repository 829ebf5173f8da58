with

interactions as (

    {{ resolved_to_customer(ref('stg_wecom__moment_interactions'), {'external_userid': 'external_userid'}) }}

)

select
    cast(md5(moment_interaction_id) as string) as moment_interaction_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(moment_id as string) as moment_id,
    cast(interaction_kind as string) as interaction_kind,
    cast(topic as string) as topic,
    cast(occurred_at as timestamp) as occurred_at,
    cast(occurred_on as date) as occurred_on,
    cast(comment_text as string) as comment_text

from interactions
where occurred_at is not null
