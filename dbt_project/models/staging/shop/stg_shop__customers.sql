with

current_rows as (

    {{ current_rows('shop', 'customers') }}

)

select
    {{ source_id('customer_id') }} as shop_customer_id,
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
    city,
    region,
    address,
    postcode,
    {{ referred_id('account_id') }} as account_id,
    {{ referred_id('referrer_customer_id') }} as referrer_customer_id,
    registered_at,
    coalesce(updated_at, registered_at) as updated_at

from current_rows
