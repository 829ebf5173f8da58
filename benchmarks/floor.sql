-- The facts that features count, by hand, straight from the landed rows of a home whose warehouse is attached as `home`.
-- Given, as work of identity: `owners`, which identifier is whose; which person belongs to which company; `rates`.
-- A line of two dashes ends a statement; what begins with a dollar is a setting.
create macro day_of(instant) as cast(timezone('$business_timezone', timezone('UTC', instant)) as date)
--
create macro hour_of(instant) as hour(timezone('$business_timezone', timezone('UTC', instant)))
--
create macro their(system, other, id) as coalesce(other, system) || ':' || id
--
create macro owner(kind, id) as (
    select customer_id from owners where identifier_type = kind and identifier_value = id
)
--
create macro shopper(system, other, id, mail, number) as
    coalesce(owner('shop_customer_id', their(system, other, id)), owner('email', mail), owner('phone', number))
--
create macro sound(value, load, record, field) as
    case when hash(load, record, field) not in (from flags) then value end
--
create macro converted(amount, rate) as cast(cast(amount as decimal(20, 4)) * rate as decimal(18, 4))
--
create macro rate_of(currency, on_day) as (
    select rate from rates
    where currency_code = currency
        and coalesce(on_day, date '9999-12-30') >= valid_from_on and coalesce(on_day, date '9999-12-30') < valid_to_on
)
--
-- most records came once; of the others the newest counts, and none that is deleted
create macro landed(name) as table (
    with again as (select hash(source_system, record_key) as h from query_table('landed_' || name) group by all having count(*) > 1)
    from (
        from query_table('landed_' || name) anti join again on h = hash(source_system, record_key)
        union all by name
        from query_table('landed_' || name) semi join again on h = hash(source_system, record_key)
        qualify row_number() over (
            partition by source_system, record_key order by load_sequence desc, _file desc, _row desc) = 1
    )
    where not coalesce(_is_deleted, false)
)
--
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
create view reviews as
select
    shopper(source_system, customer_id_of, customer_id, email, phone) as customer_id,
    sound(rating, load_id, record_key, 'rating') as rating,
    reviewed_at as occurred_at, day_of(reviewed_at) as occurred_on
from landed('shop_reviews')
where reviewed_at is not null
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
--
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
--
create table tickets as
select
    shopper(source_system, customer_id_of, customer_id, email, phone) as customer_id,
    category, channel, coalesce(is_complaint, false) as is_complaint, opened_at as occurred_at,
    day_of(opened_at) as occurred_on, closed_at, rated_at,
    sound(satisfaction_score, load_id, record_key, 'satisfaction_score') as satisfaction_score
from landed('service_tickets')
where opened_at is not null
--
create view ratings as
select * replace (rated_at as occurred_at, day_of(rated_at) as occurred_on)
from tickets where rated_at is not null and satisfaction_score is not null
--
create table conversations as
select
    coalesce(
        shopper(source_system, customer_id_of, customer_id, email, phone), owner('external_userid', external_userid)
    ) as customer_id,
    sound(answered_by, load_id, record_key, 'answered_by') as answered_by, channel, topic,
    sound(turn_count, load_id, record_key, 'turn_count') as turn_count,
    coalesce(is_resolved, false) as is_resolved, started_at as occurred_at, day_of(started_at) as occurred_on
from landed('service_conversations')
where started_at is not null
--
create view consents as
select
    owner(identifier_type, case identifier_type
        when 'shop_customer_id' then their(source_system, identifier_value_of, identifier_value)
        else identifier_value
    end) as customer_id,
    purpose, sound(status, load_id, record_key, 'status') as status,
    changed_at as occurred_at, day_of(changed_at) as occurred_on
from landed('privacy_consents')
where changed_at is not null and sound(status, load_id, record_key, 'status') is not null
qualify row_number() over (partition by customer_id, purpose, changed_at order by status desc) = 1
--
create table all_interactions as
select
    *, coalesce(owner('crm_account_id', company), person) as customer_id
from (
    select
        their(source_system, account_id_of, account_id) as company,
        coalesce(
            owner('crm_contact_id', their(source_system, contact_id_of, contact_id)),
            owner('email', email), owner('phone', phone)
        ) as person,
        channel, direction, sound(duration_seconds, load_id, record_key, 'duration_seconds') as duration_seconds,
        occurred_at, day_of(occurred_at) as occurred_on
    from landed('crm_interactions')
    where occurred_at is not null
)
--
create view interactions as from all_interactions
--
create table opportunities as
select *, coalesce(owner('crm_account_id', company), person) as customer_id
from (
    select
        their(source_system, account_id_of, account_id) as company,
        owner('crm_contact_id', their(source_system, contact_id_of, contact_id)) as person,
        status, expected_close_on, closed_at, opened_at as occurred_at, day_of(opened_at) as occurred_on,
        converted(
            sound(opportunity_amount, load_id, record_key, 'opportunity_amount'),
            rate_of(currency_code, day_of(opened_at))
        ) as reporting_amount
    from landed('crm_opportunities')
    where opened_at is not null
)
--
create view company_contacts as
select
    company_customer_id as customer_id, coalesce(last_told_at, timestamp '1970-01-01') as occurred_at,
    coalesce(day_of(last_told_at), date '1970-01-01') as occurred_on
from home.customers.fct_company_contacts
--
create view company_dealings as
select person as customer_id, 'order' as dealing, occurred_at, occurred_on from orders where person <> customer_id
union all
select person, 'interaction', occurred_at, occurred_on from all_interactions where person <> customer_id
union all
select person, 'opportunity', occurred_at, occurred_on from opportunities where person <> customer_id
--
create view referrals as
with told as (
    select
        owner('crm_contact_id', their(source_system, null, contact_id)) as referred,
        owner('crm_contact_id', their(source_system, referrer_contact_id_of, referrer_contact_id)) as customer_id,
        created_at as referred_at
    from landed('crm_contacts')
    union all
    select
        owner('shop_customer_id', their(source_system, null, c.customer_id)),
        owner('shop_customer_id', their(source_system, referrer_customer_id_of, referrer_customer_id)), registered_at
    from landed('shop_customers') as c
)
select customer_id, referred, min(referred_at) as occurred_at, day_of(min(referred_at)) as occurred_on
from told
where referred_at is not null and referred <> customer_id
group by customer_id, referred
--
create table wecom_people as
select * replace (sound(added_at, load_id, record_key, 'added_at') as added_at)
from landed('wecom_external_contacts')
--
create view traits as
with told as (
    select
        owner('crm_contact_id', their(source_system, contact_id_of, contact_id)) as customer_id,
        their(source_system, contact_id_of, contact_id) as told_by,
        trait_key, trim(unnest(string_split(trait_value, ';'))) as trait_value, updated_at
    from landed('crm_contact_traits')
    union all
    select owner('external_userid', external_userid), external_userid, trim(split_part(part, ':', 1)),
        trim(split_part(part, ':', 2)), max(added_at) over (partition by source_system, external_userid)
    from (
        select *, unnest(string_split(tags, ';')) as part
        from wecom_people
    )
)
select distinct
    customer_id, trait_key, trait_value, coalesce(updated_at, timestamp '1970-01-01') as occurred_at,
    coalesce(day_of(updated_at), date '1970-01-01') as occurred_on
from (
    from told where customer_id is not null and trait_value <> '' and trait_key <> ''
    qualify dense_rank() over (
        partition by customer_id, trait_key order by updated_at desc nulls last, told_by) = 1
)
--
create view wecom_contacts as
select
    coalesce(owner('external_userid', external_userid), owner('unionid', unionid), owner('phone', phone))
    as customer_id,
    add_way, deleted_at, added_at as occurred_at, day_of(added_at) as occurred_on
from wecom_people
where added_at is not null
--
create view group_memberships as
select
    coalesce(owner('external_userid', external_userid), owner('unionid', unionid)) as customer_id, left_at,
    joined_at as occurred_at, day_of(joined_at) as occurred_on
from landed('wecom_group_members')
where joined_at is not null
--
create table group_messages as
select owner('external_userid', external_userid) as customer_id, sent_at as occurred_at, day_of(sent_at) as occurred_on
from landed('wecom_group_messages')
where sent_at is not null
--
create table moment_interactions as
select owner('external_userid', external_userid) as customer_id, interaction_kind, occurred_at,
    day_of(occurred_at) as occurred_on
from landed('wecom_moment_interactions')
where occurred_at is not null
--
create table radar_clicks as
select
    coalesce(owner('external_userid', external_userid), owner('unionid', unionid)) as customer_id, topic,
    sound(viewed_seconds, load_id, record_key, 'viewed_seconds') as viewed_seconds,
    clicked_at as occurred_at, day_of(clicked_at) as occurred_on
from landed('wecom_radar_clicks')
where clicked_at is not null
--
create table social_interactions as
select
    coalesce(owner('social_handle', lower(platform || ':' || handle)), owner('unionid', unionid)) as customer_id,
    platform, sound(interaction_kind, load_id, record_key, 'interaction_kind') as interaction_kind, topic, occurred_at,
    day_of(occurred_at) as occurred_on
from landed('social_interactions')
where occurred_at is not null
--
create view survey_invitations as
select
    coalesce(
        shopper(source_system, customer_id_of, customer_id, email, phone), owner('external_userid', external_userid)
    ) as customer_id,
    sent_at as occurred_at, day_of(sent_at) as occurred_on
from landed('survey_invitations')
where sent_at is not null
--
create view survey_responses as
select
    coalesce(
        shopper(source_system, customer_id_of, customer_id, email, phone), owner('external_userid', external_userid)
    ) as customer_id,
    source_system || ':' || survey_id as survey_id, question_kind,
    sound(score, load_id, record_key, 'score') as score, answered_at as occurred_at, day_of(answered_at) as occurred_on
from landed('survey_responses')
where answered_at is not null
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
