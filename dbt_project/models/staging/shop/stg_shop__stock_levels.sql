with

current_rows as (

    {{ current_rows('shop', 'stock_levels') }}

)

select
    {{ referred_id('product_id') }} as product_id,
    warehouse_code,
    counted_on,
    source_system,
    stock_quantity,
    reorder_quantity

from current_rows
