create view coupon_redemptions as
select
    shopper(source_system, customer_id_of, r.customer_id, email, phone) as customer_id,
    their(source_system, order_id_of, r.order_id) as order_id, c.coupon_kind,
    redeemed_at as occurred_at, day_of(redeemed_at) as occurred_on,
    converted(discount_amount, rate_of(r.currency_code, day_of(redeemed_at))) as reporting_amount
from (
    select * replace (sound(redeemed_at, load_id, record_key, 'redeemed_at') as redeemed_at)
    from landed('marketing_coupon_redemptions')
) as r
left join (select source_system || ':' || coupon_id as id, coupon_kind from landed('marketing_coupons')) as c
    on their(source_system, coupon_id_of, r.coupon_id) = c.id
where redeemed_at is not null
--
create table all_messages as
select
    shopper(source_system, customer_id_of, m.customer_id, email, phone) as customer_id,
    their(source_system, null, message_id) as message_id,
    coalesce(m.channel, c.channel) as channel, c.campaign_kind,
    sound(arm, load_id, record_key, 'arm') as arm, sent_at as occurred_at, day_of(sent_at) as occurred_on
from landed('marketing_messages') as m
left join (
    select source_system || ':' || campaign_id as id, campaign_kind, channel from landed('marketing_campaigns')
) as c on their(source_system, campaign_id_of, m.campaign_id) = c.id
where sent_at is not null
--
create view messages as from all_messages where arm = 'treatment'
--
create view message_events as
select m.customer_id, m.message_id, m.channel, m.campaign_kind, e.event_name, e.occurred_at,
    day_of(e.occurred_at) as occurred_on
from landed('marketing_message_events') as e
left join all_messages as m on their(e.source_system, e.message_id_of, e.message_id) = m.message_id
where e.occurred_at is not null and e.event_name is not null
