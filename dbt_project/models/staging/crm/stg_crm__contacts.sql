with

current_rows as (

    {{ current_rows('crm', 'contacts') }}

)

select
    {{ source_id('contact_id') }} as contact_id,
    source_system,
    record_key,
    full_name,
    email,
    phone,
    {{ normalised_gender('gender') }} as gender,
    birth_on,
    occupation,
    city,
    region,
    {{ referred_id('account_id') }} as account_id,
    created_at,
    coalesce(updated_at, created_at) as updated_at

from current_rows
