with

returns as (

    {{ resolved_to_customer(ref('stg_shop__returns'), {'shop_customer_id': 'shop_customer_id'}) }}

),

orders as (

    select * from {{ ref('int_customers__orders_resolved') }}

),

known as (

    select
        returns.*,
        -- what a company ordered comes back from the company
        coalesce(
            case when orders.account_id is not null then orders.customer_id end,
            returns.customer_id,
            orders.customer_id
        ) as known_customer_id,
        coalesce(returns.currency_code, orders.currency_code) as known_currency_code,
        -- what comes back is worth what it was sold for
        coalesce(orders.ordered_on, returns.returned_on) as rate_on

    from returns
    left join orders on returns.order_id = orders.order_id

)

select
    cast(known.return_id as string) as return_id,
    cast(known.return_kind as string) as return_kind,
    cast(known.source_system as string) as source_system,
    cast(known.order_id as string) as order_id,
    cast(known.known_customer_id as string) as customer_id,
    cast(known.product_id as string) as product_id,
    cast(known.returned_at as timestamp) as returned_at,
    cast(known.returned_on as date) as returned_on,
    cast(known.quantity as decimal(18, 3)) as quantity,
    cast(known.refund_amount as decimal(18, 4)) as refund_amount,
    cast(known.known_currency_code as string) as currency_code,
    {{ converted('known.refund_amount') }} as reporting_amount,
    cast(known.reason as string) as reason

from known
{{ rates_of_the_day('known.known_currency_code', 'known.rate_on') }}
where known.returned_at is not null
