with

invitations as (

    {{ resolved_to_customer(
        ref('stg_survey__invitations'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone', 'external_userid': 'external_userid'},
    ) }}

)

select
    cast(invitation_id as string) as invitation_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(survey_id as string) as survey_id,
    cast(channel as string) as channel,
    cast(sent_at as timestamp) as sent_at,
    cast(sent_on as date) as sent_on

from invitations
where sent_at is not null
