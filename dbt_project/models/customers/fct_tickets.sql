with

tickets as (

    {{ resolved_to_customer(
        ref('stg_service__tickets'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
    ) }}

)

select
    cast(ticket_id as string) as ticket_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(category as string) as category,
    cast(channel as string) as channel,
    cast(coalesce(is_complaint, false) as boolean) as is_complaint,
    cast(opened_at as timestamp) as opened_at,
    cast(opened_on as date) as opened_on,
    cast(closed_at as timestamp) as closed_at,
    cast(closed_on as date) as closed_on,
    cast(rated_at as timestamp) as rated_at,
    cast(rated_on as date) as rated_on,
    cast(satisfaction_score as bigint) as satisfaction_score,
    cast(ticket_text as string) as ticket_text

from tickets
where opened_at is not null
