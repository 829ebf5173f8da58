create table products as
select their(source_system, null, product_id) as product_id, category, brand, list_price, unit_cost
from landed('shop_products')
--
create table orders_of_all as
select
    o.*, rate,
    owner('crm_account_id', company) is not null as is_of_company,
    coalesce(owner('crm_account_id', company), person) as customer_id
from (
    select
        their(source_system, null, order_id) as order_id,
        their(source_system, account_id_of, account_id) as company,
        shopper(source_system, customer_id_of, customer_id, email, phone) as person,
        sound(ordered_at, load_id, record_key, 'ordered_at') as occurred_at,
        day_of(sound(ordered_at, load_id, record_key, 'ordered_at')) as occurred_on,
        sound(currency_code, load_id, record_key, 'currency_code') as currency,
        channel, ship_region
    from landed('shop_orders')
) as o
left join rates on rates.currency_code = o.currency
    and coalesce(occurred_on, date '9999-12-30') >= valid_from_on
    and coalesce(occurred_on, date '9999-12-30') < valid_to_on
--
create table order_lines as
select
    o.customer_id, o.occurred_at, o.occurred_on, l.order_id, l.product_id, category, brand, quantity, line_amount,
    coalesce(l.list_price, p.list_price) is not null or discount_amount is not null as is_list_price_known,
    coalesce(unit_price < coalesce(l.list_price, p.list_price) or discount_amount > 0, false) as is_discounted,
    converted(line_amount, o.rate) as reporting_amount,
    converted(case
        when unit_price < coalesce(l.list_price, p.list_price)
            then quantity * (coalesce(l.list_price, p.list_price) - unit_price)
        else coalesce(discount_amount, 0)
    end, o.rate) as reporting_discount_amount,
    converted(line_amount - quantity * coalesce(l.unit_cost, p.unit_cost), o.rate) as reporting_margin_amount
from (
    select
        their(source_system, order_id_of, order_id) as order_id,
        their(source_system, product_id_of, product_id) as product_id,
        quantity, unit_price, discount_amount, list_price, unit_cost,
        cast(quantity * unit_price as decimal(18, 4)) as line_amount
    from landed('shop_order_lines')
    where not coalesce(quantity <= 0 or unit_price <= 0, false)
) as l
left join orders_of_all as o using (order_id)
left join products as p using (product_id)
--
create table orders as
select
    o.*,
    isodow(occurred_on) >= 6 as is_weekend,
    hour_of(occurred_at) as ordered_hour,
    converted(order_amount, rate) as reporting_amount
from orders_of_all as o
join (select order_id, sum(line_amount) as order_amount from order_lines group by all) using (order_id)
where occurred_at is not null
--
create view payments as
select
    o.customer_id, p.payment_method, p.paid_at as occurred_at, day_of(p.paid_at) as occurred_on,
    converted(
        sound(p.paid_amount, p.load_id, p.record_key, 'paid_amount'),
        rate_of(coalesce(p.currency_code, o.currency), coalesce(o.occurred_on, day_of(p.paid_at)))
    ) as reporting_amount
from landed('shop_payments') as p
left join orders_of_all as o on their(p.source_system, p.order_id_of, p.order_id) = o.order_id
where p.paid_at is not null
--
create view returns as
select
    coalesce(
        case when o.is_of_company then o.customer_id end,
        owner('shop_customer_id', their(r.source_system, r.customer_id_of, r.customer_id)), o.customer_id
    ) as customer_id,
    return_kind, returned_at as occurred_at, day_of(returned_at) as occurred_on,
    converted(refund_amount,
        rate_of(coalesce(r.currency_code, o.currency), coalesce(o.occurred_on, day_of(returned_at)))
    ) as reporting_amount
from landed('shop_returns') as r
left join orders_of_all as o on their(r.source_system, r.order_id_of, r.order_id) = o.order_id
where returned_at is not null
--
create view subscriptions as
select
    coalesce(
        owner('crm_account_id', their(source_system, account_id_of, account_id)),
        shopper(source_system, customer_id_of, customer_id, email, phone)
    ) as customer_id,
    plan, renews_on, ended_at, started_at as occurred_at, day_of(started_at) as occurred_on,
    converted(
        sound(period_amount, load_id, record_key, 'period_amount'), rate_of(currency_code, day_of(started_at))
    ) as reporting_amount
from landed('shop_subscriptions')
where started_at is not null
