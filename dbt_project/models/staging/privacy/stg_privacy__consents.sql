with

current_rows as (

    {{ current_rows('privacy', 'consents') }}

)

select
    {{ source_id('consent_id') }} as consent_id,
    source_system,
    record_key,
    identifier_type,
    case identifier_type
        when 'shop_customer_id' then {{ referred_id('identifier_value') }}
        when 'email' then identifier_value
        when 'phone' then identifier_value
        when 'external_userid' then identifier_value
        when 'unionid' then identifier_value
    end as identifier_value,
    purpose,
    status,
    changed_at,
    {{ business_day('changed_at') }} as changed_on

from current_rows
