with

orders as (

    select * from {{ ref('int_customers__orders_resolved') }}

),

-- an order without a sale line is not an order
sales as (

    select
        order_id,
        count(*) as sale_line_count,
        sum(line_amount) as order_amount

    from {{ ref('stg_shop__order_lines') }}
    where line_type = 'sale'
    group by order_id

),

reporting as (

    select * from {{ ref('int_customers__reporting_currency') }}

)

select
    cast(orders.order_id as string) as order_id,
    cast(orders.source_system as string) as source_system,
    cast(orders.customer_id as string) as customer_id,
    cast(orders.person_customer_id as string) as person_customer_id,
    cast(orders.ordered_at as timestamp) as ordered_at,
    cast(orders.ordered_on as date) as ordered_on,
    cast({{ is_weekend_day('orders.ordered_on') }} as boolean) as is_weekend,
    cast({{ business_hour('orders.ordered_at') }} as bigint) as ordered_hour,
    cast(orders.channel as string) as channel,
    cast(orders.payment_method as string) as payment_method,
    cast(orders.ship_region as string) as ship_region,
    cast(sales.sale_line_count as bigint) as sale_line_count,
    cast(sales.order_amount as decimal(18, 4)) as order_amount,
    cast(orders.currency_code as string) as currency_code,
    {{ converted('sales.order_amount') }} as reporting_amount,
    cast(reporting.reporting_currency_code as string) as reporting_currency_code

from orders
inner join sales on orders.order_id = sales.order_id
cross join reporting
{{ rates_of_the_day('orders.currency_code', 'orders.ordered_on') }}
where orders.ordered_at is not null
