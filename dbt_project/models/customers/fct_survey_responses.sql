with

responses as (

    {{ resolved_to_customer(
        ref('stg_survey__responses'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone', 'external_userid': 'external_userid'},
    ) }}

)

select
    cast(response_id as string) as response_id,
    cast(question_id as string) as question_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(survey_id as string) as survey_id,
    cast(invitation_id as string) as invitation_id,
    cast(question_kind as string) as question_kind,
    cast(question as string) as question,
    cast(score as bigint) as score,
    cast(answer as string) as answer,
    cast(answered_at as timestamp) as answered_at,
    cast(answered_on as date) as answered_on

from responses
where answered_at is not null
