{% set ways_to_reach = {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'} %}

with

-- orders, messages, events … repeat the same identifiers; each combination counts as one record, named by its
-- first row
{% for relation, model in {
    'orders': 'stg_shop__orders',
    'messages': 'stg_marketing__messages',
    'tickets': 'stg_service__tickets',
}.items() %}
{{ relation }} as (

    select
        source_system,
        min(record_key) as record_key,
        shop_customer_id,
        email,
        phone

    from {{ ref(model) }}
    group by source_system, shop_customer_id, email, phone

),
{% endfor %}
consents as (

    select
        source_system,
        min(record_key) as record_key,
        identifier_type,
        identifier_value

    from {{ ref('stg_privacy__consents') }}
    where identifier_value is not null
    group by source_system, identifier_type, identifier_value

),

returns as (

    select
        source_system,
        min(record_key) as record_key,
        shop_customer_id

    from {{ ref('stg_shop__returns') }}
    group by source_system, shop_customer_id

),

events as (

    select
        source_system,
        coalesce(anonymous_id, '') || '|' || coalesce(shop_customer_id, '') as record_key,
        anonymous_id,
        shop_customer_id

    from {{ ref('stg_web__events') }}
    group by source_system, anonymous_id, shop_customer_id

),

collected as (
    {{ identifier_rows(
        ref('stg_crm__contacts'),
        'crm.contacts',
        {'crm_contact_id': 'contact_id', 'email': 'email', 'phone': 'phone'},
    ) }}
    union all
    -- a company; its contacts do not carry its number here, for colleagues are not one person
    {{ identifier_rows(ref('stg_crm__accounts'), 'crm.accounts', {'crm_account_id': 'account_id'}) }}
    union all
    {{ identifier_rows(ref('stg_shop__customers'), 'shop.customers', ways_to_reach) }}
    union all
    {{ identifier_rows('orders', 'shop.orders', ways_to_reach) }}
    union all
    {{ identifier_rows('messages', 'marketing.messages', ways_to_reach) }}
    union all
    {{ identifier_rows('tickets', 'service.tickets', ways_to_reach) }}
    union all
    select
        source_system,
        cast('privacy.consents' as string) as contract_table,
        record_key,
        identifier_type,
        identifier_value
    from consents
    union all
    {{ identifier_rows('returns', 'shop.returns', {'shop_customer_id': 'shop_customer_id'}) }}
    union all
    {{ identifier_rows(
        'events',
        'web.events',
        {'anonymous_id': 'anonymous_id', 'shop_customer_id': 'shop_customer_id'},
    ) }}
)

select * from collected
