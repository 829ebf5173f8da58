with

current_rows as (

    {{ current_rows('shop', 'product_traits') }}

),

parts as (

    select
        *,
        {{ each_part('trait_value', ';') }} as part

    from current_rows

)

select distinct
    {{ referred_id('product_id') }} as product_id,
    trait_key,
    source_system,
    trim(part) as trait_value,
    updated_at,
    {{ business_day('updated_at') }} as updated_on

from parts
where trim(part) <> ''
