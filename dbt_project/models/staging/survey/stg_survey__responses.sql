with

current_rows as (

    {{ current_rows('survey', 'responses') }}

)

select
    {{ source_id('response_id') }} as response_id,
    {{ source_id('question_id') }} as question_id,
    source_system,
    record_key,
    {{ source_id('survey_id') }} as survey_id,
    {{ referred_id('invitation_id') }} as invitation_id,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    external_userid,
    question_kind,
    question,
    score,
    answer,
    answered_at,
    {{ business_day('answered_at') }} as answered_on

from current_rows
