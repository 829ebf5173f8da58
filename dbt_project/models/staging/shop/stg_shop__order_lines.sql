with

current_rows as (

    {{ current_rows('shop', 'order_lines') }}

)

select
    {{ source_id('order_line_id') }} as order_line_id,
    {{ referred_id('order_id') }} as order_id,
    source_system,
    {{ referred_id('product_id') }} as product_id,
    quantity,
    unit_price,
    list_price,
    unit_cost,
    discount_amount,
    cast(quantity * unit_price as decimal(18, 4)) as line_amount,
    case
        when quantity <= 0 or unit_price < 0 then 'adjustment'
        when unit_price = 0 then 'gift'
        else 'sale'
    end as line_type

from current_rows
