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
