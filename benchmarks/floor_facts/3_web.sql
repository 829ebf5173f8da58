create table web_events as
select
    coalesce(owner('shop_customer_id', their(source_system, user_id_of, user_id)), device.customer_id) as customer_id,
    their(source_system, null, event_id) as event_id,
    source_system || ':' || anonymous_id as visitor,
    source_system || ':' || session_id as session_id,
    sound(occurred_at, load_id, record_key, 'occurred_at') as occurred_at,
    day_of(sound(occurred_at, load_id, record_key, 'occurred_at')) as occurred_on,
    sound(event_name, load_id, record_key, 'event_name') as event_name,
    channel, category, their(source_system, product_id_of, product_id) as product_id
from landed('web_events') as e
left join owners as device
    on device.identifier_type = 'anonymous_id' and device.identifier_value = e.source_system || ':' || e.anonymous_id
        and coalesce(day_of(sound(occurred_at, load_id, record_key, 'occurred_at')) >= device.known_from_on, true)
where sound(occurred_at, load_id, record_key, 'occurred_at') is not null
    and sound(event_name, load_id, record_key, 'event_name') is not null
--
create table sessions as
with visits as (
    select *, session_id as visit from web_events where session_id is not null
    union all
    select * exclude (is_new), coalesce(visitor, customer_id, event_id) || sum(is_new) over (
        partition by coalesce(visitor, customer_id, event_id) order by occurred_at, event_id) as visit
    from (
        select *, coalesce(occurred_at - lag(occurred_at) over (
            partition by coalesce(visitor, customer_id, event_id) order by occurred_at, event_id
        ) >= interval ($session_gap_seconds + 1) seconds, true)::int as is_new
        from web_events where session_id is null
    )
)
select
    max(customer_id) as customer_id,
    arg_min(channel, (occurred_at, event_id)) as channel,
    max(occurred_at) as occurred_at, max(occurred_on) as occurred_on,
    hour_of(min(occurred_at)) as started_hour, isodow(min(occurred_on)) >= 6 as is_weekend,
    (epoch_us(max(occurred_at)) - epoch_us(min(occurred_at))) // 1000000 as duration_seconds,
    count(*) as event_count,
    count(distinct product_id) filter (event_name = 'view') as viewed_product_count,
    count_if(event_name = 'cart') as cart_count, count_if(event_name = 'search') as search_count
from visits
group by visit
