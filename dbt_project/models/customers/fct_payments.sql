with

payments as (

    select * from {{ ref('stg_shop__payments') }}

),

orders as (

    select * from {{ ref('int_customers__orders_resolved') }}

),

known as (

    select
        payments.*,
        orders.customer_id,
        coalesce(payments.currency_code, orders.currency_code) as known_currency_code,
        coalesce(orders.ordered_on, payments.paid_on) as rate_on

    from payments
    left join orders on payments.order_id = orders.order_id

)

select
    cast(known.payment_id as string) as payment_id,
    cast(known.source_system as string) as source_system,
    cast(known.order_id as string) as order_id,
    cast(known.customer_id as string) as customer_id,
    cast(known.payment_method as string) as payment_method,
    cast(known.paid_at as timestamp) as paid_at,
    cast(known.paid_on as date) as paid_on,
    cast(known.paid_amount as decimal(18, 4)) as paid_amount,
    cast(known.known_currency_code as string) as currency_code,
    {{ converted('known.paid_amount') }} as reporting_amount

from known
{{ rates_of_the_day('known.known_currency_code', 'known.rate_on') }}
where known.paid_at is not null
