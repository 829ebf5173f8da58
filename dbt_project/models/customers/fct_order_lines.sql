with

lines as (

    select * from {{ ref('stg_shop__order_lines') }}

),

orders as (

    select * from {{ ref('int_customers__orders_resolved') }}

),

products as (

    select * from {{ ref('stg_shop__products') }}

),

priced as (

    select
        lines.*,
        orders.customer_id,
        orders.ordered_at,
        orders.ordered_on,
        orders.currency_code,
        products.category,
        products.brand,
        coalesce(lines.list_price, products.list_price) as known_list_price,
        coalesce(lines.unit_cost, products.unit_cost) as known_unit_cost,
        rates.rate,
        case
            when lines.unit_price < coalesce(lines.list_price, products.list_price)
                then lines.quantity * (coalesce(lines.list_price, products.list_price) - lines.unit_price)
            else coalesce(lines.discount_amount, 0)
        end as known_discount_amount

    from lines
    left join orders on lines.order_id = orders.order_id
    left join products on lines.product_id = products.product_id
    {{ rates_of_the_day('orders.currency_code', 'orders.ordered_on') }}

)

select
    cast(order_line_id as string) as order_line_id,
    cast(order_id as string) as order_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(product_id as string) as product_id,
    cast(category as string) as category,
    cast(brand as string) as brand,
    cast(line_type as string) as line_type,
    cast(ordered_at as timestamp) as ordered_at,
    cast(ordered_on as date) as ordered_on,
    cast(quantity as decimal(18, 3)) as quantity,
    cast(unit_price as decimal(18, 4)) as unit_price,
    cast(known_list_price as decimal(18, 4)) as list_price,
    cast(coalesce(unit_price < known_list_price or discount_amount > 0, false) as boolean) as is_discounted,
    cast(known_list_price is not null or discount_amount is not null as boolean) as is_list_price_known,
    cast(line_amount as decimal(18, 4)) as line_amount,
    cast(currency_code as string) as currency_code,
    {{ converted('line_amount', 'rate') }} as reporting_amount,
    {{ converted('known_discount_amount', 'rate') }} as reporting_discount_amount,
    -- margin needs the cost; without it margin is unknown, not zero
    {{ converted('line_amount - quantity * known_unit_cost', 'rate') }} as reporting_margin_amount

from priced
