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
