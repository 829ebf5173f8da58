with

current_rows as (

    {{ current_rows('shop', 'products') }}

)

select
    {{ source_id('product_id') }} as product_id,
    source_system,
    product_name,
    category,
    brand,
    list_price,
    unit_cost,
    currency_code

from current_rows
