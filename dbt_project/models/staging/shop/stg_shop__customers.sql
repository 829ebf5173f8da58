with

current_rows as (

    {{ current_rows('shop', 'customers') }}

)

select
    {{ source_id('customer_id') }} as shop_customer_id,
    source_system,
    record_key,
    full_name,
    email,
    phone,
    {{ normalised_gender('gender') }} as gender,
    birth_on,
    city,
    region,
    registered_at,
    coalesce(updated_at, registered_at) as updated_at

from current_rows
