with

current_rows as (

    {{ current_rows('crm', 'contacts') }}

)

select
    {{ source_id('contact_id') }} as contact_id,
    source_system,
    record_key,
    full_name,
    given_name,
    family_name,
    email,
    phone,
    unionid,
    {{ normalised_gender('gender') }} as gender,
    birth_on,
    birth_text,
    occupation,
    city,
    region,
    address,
    postcode,
    {{ referred_id('account_id') }} as account_id,
    {{ referred_id('customer_id') }} as shop_customer_id,
    {{ referred_id('referrer_contact_id') }} as referrer_contact_id,
    created_at,
    coalesce(updated_at, created_at) as updated_at

from current_rows
