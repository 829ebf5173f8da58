with

current_rows as (

    {{ current_rows('survey', 'invitations') }}

)

select
    {{ source_id('invitation_id') }} as invitation_id,
    source_system,
    record_key,
    {{ source_id('survey_id') }} as survey_id,
    {{ referred_id('customer_id') }} as shop_customer_id,
    email,
    phone,
    external_userid,
    channel,
    sent_at,
    {{ business_day('sent_at') }} as sent_on

from current_rows
