with

current_rows as (

    {{ current_rows('crm', 'opportunities') }}

)

select
    {{ source_id('opportunity_id') }} as opportunity_id,
    source_system,
    record_key,
    {{ referred_id('account_id') }} as account_id,
    {{ referred_id('contact_id') }} as contact_id,
    opportunity_name,
    stage,
    status,
    opportunity_amount,
    currency_code,
    opened_at,
    {{ business_day('opened_at') }} as opened_on,
    expected_close_on,
    closed_at,
    {{ business_day('closed_at') }} as closed_on,
    updated_at

from current_rows
