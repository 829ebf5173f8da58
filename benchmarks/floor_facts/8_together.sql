create view order_gaps as
select customer_id, occurred_at, occurred_on, occurred_on - before_on as gap_days
from (
    select *, lag(occurred_on) over (partition by customer_id order by occurred_on) as before_on
    from (select customer_id, occurred_on, min(occurred_at) as occurred_at from orders
        where customer_id is not null group by all)
)
where before_on is not null
--
create view bought_traits as
select l.customer_id, l.occurred_at, l.occurred_on, trait_key, trait_value
from order_lines as l
join home.customers.dim_product_traits using (product_id)
--
create view new_products as
with launched as (select product_id, min(occurred_on) as on_day from order_lines group by all)
select l.*
from order_lines as l join launched using (product_id)
where on_day >= (select min(on_day) from launched) + $launch_known_after_days
    and occurred_on < on_day + $new_product_days
--
create view interests as
select e.*
from web_events as e
left join (
    select customer_id, product_id, max(occurred_at) as bought_at from order_lines
    where occurred_at < $as_of group by all
) as b on e.customer_id = b.customer_id and e.product_id = b.product_id
where e.product_id is not null and event_name in ('view', 'cart', 'favourite')
    and coalesce(bought_at < e.occurred_at, true)
--
create view company_dealings as
select person as customer_id, 'order' as dealing, occurred_at, occurred_on from orders where person <> customer_id
union all
select person, 'interaction', occurred_at, occurred_on from all_interactions where person <> customer_id
union all
select person, 'opportunity', occurred_at, occurred_on from opportunities where person <> customer_id
--
create view brought_orders as
select r.customer_id, r.referred_customer_id, o.occurred_at, o.occurred_on, o.reporting_amount
from (
    from home.customers.fct_referrals
    select customer_id, referred_customer_id, referred_at, referred_on
    qualify row_number() over (partition by referred_customer_id order by referred_at, customer_id) = 1
) as r
join orders as o
    on r.referred_customer_id = o.customer_id and o.occurred_at >= r.referred_at
    and o.occurred_on <= r.referred_on + $referral_value_days
--
create view group_messages_heard as
select m.customer_id, m.sent_at as occurred_at, m.sent_on as occurred_on, greatest((
    select count(*) from home.customers.fct_group_memberships as g
    where g.group_id = m.group_id and g.joined_at <= m.sent_at and coalesce(g.left_at >= m.sent_at, true)
) - 1, 0) as heard_count
from home.customers.fct_group_messages as m
--
create view overdues as
with due as (
    select *, ordered_on + $risk_overdue_days as on_day from home.customers.fct_orders
    where source_system in (select source_system from home.customers.fct_payments)
)
select customer_id, timezone('UTC', timezone('$business_timezone', on_day::timestamp)) as occurred_at, on_day as occurred_on
from due
left join (
    select order_id, sum(p.reporting_amount) as paid
    from due join home.customers.fct_payments as p using (order_id) where paid_on < on_day group by all
) using (order_id)
where due.reporting_amount > 0 and coalesce(paid, 0) < $risk_paid_share * due.reporting_amount
    and not exists (from home.customers.fct_returns as r where r.order_id = due.order_id and returned_on < on_day)
union all
select customer_id, occurred_at, occurred_on from home.customers.fct_interactions where outcome in $risk_told_outcomes
--
create view touchpoints as
select customer_id, occurred_at, occurred_on, channel from orders
union all select customer_id, occurred_at, occurred_on, channel from web_events
union all select customer_id, occurred_at, occurred_on, channel from tickets
union all select customer_id, occurred_at, occurred_on, channel from conversations
union all select customer_id, occurred_at, occurred_on, channel from all_interactions where direction = 'inbound'
union all select customer_id, occurred_at, occurred_on, 'wecom' from group_messages
union all select customer_id, occurred_at, occurred_on, 'wecom' from moment_interactions
union all select customer_id, occurred_at, occurred_on, 'wecom' from radar_clicks
union all select customer_id, occurred_at, occurred_on, platform from social_interactions
--
create view price_levels as
with sold as (
    from order_lines where occurred_at < $as_of and category is not null and reporting_amount is not null
),
means as (select category, sum(reporting_amount)::double / nullif(sum(quantity)::double, 0) as mean from sold group by all)
select customer_id, sum(paid) / nullif(sum(quantity::double * mean), 0) as price_level
from (
    select customer_id, category, sum(reporting_amount)::double as paid, sum(quantity) as quantity
    from sold where customer_id is not null group by all
) join means using (category)
group by customer_id
