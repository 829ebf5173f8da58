with

-- orders and events repeat the same identifiers; each combination counts as one record, named by its first row
orders as (

    select
        source_system,
        min(record_key) as record_key,
        shop_customer_id,
        email,
        phone

    from {{ ref('stg_shop__orders') }}
    group by source_system, shop_customer_id, email, phone

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
    {{ identifier_rows(
        ref('stg_shop__customers'),
        'shop.customers',
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
    ) }}
    union all
    {{ identifier_rows(
        'orders',
        'shop.orders',
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
    ) }}
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
