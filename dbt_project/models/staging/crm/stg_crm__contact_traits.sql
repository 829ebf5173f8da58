with

current_rows as (

    {{ current_rows('crm', 'contact_traits') }}

)

select
    {{ referred_id('contact_id') }} as contact_id,
    trait_key,
    source_system,
    trait_value,
    updated_at,
    {{ business_day('updated_at') }} as updated_on

from current_rows
