{% set ways_to_reach = {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'} %}
{% set wecom = {'external_userid': 'external_userid'} %}
{% set social = {'social_handle': 'social_handle', 'unionid': 'unionid'} %}
{% set wechat = {'external_userid': 'external_userid', 'unionid': 'unionid'} %}
-- contract table → where its records are, which identifier types stand in which columns, first and last stamp;
-- the contacts of a company do not carry its number, for colleagues are not one person
{% set carried_by_record = {
    'crm.contacts': (
        ref('stg_crm__contacts'),
        {
            'crm_contact_id': 'contact_id', 'shop_customer_id': 'shop_customer_id', 'email': 'email',
            'phone': 'phone', 'unionid': 'unionid',
        },
        'created_at', 'updated_at',
    ),
    'crm.accounts': (ref('stg_crm__accounts'), {'crm_account_id': 'account_id'}, 'created_at', 'updated_at'),
    'shop.customers': (
        ref('stg_shop__customers'), dict(ways_to_reach, unionid='unionid'), 'registered_at', 'updated_at',
    ),
    'wecom.external_contacts': (
        ref('stg_wecom__external_contacts'), dict(wechat, phone='phone'), 'added_at', 'deleted_at',
    ),
} %}
-- these repeat the same identifiers row by row; each combination counts as one record, named by its first row
{% set repeated = {
    'shop.orders': (ref('stg_shop__orders'), ways_to_reach, 'ordered_at'),
    'shop.returns': (ref('stg_shop__returns'), {'shop_customer_id': 'shop_customer_id'}, 'returned_at'),
    'shop.reviews': (ref('stg_shop__reviews'), ways_to_reach, 'reviewed_at'),
    'shop.subscriptions': (ref('stg_shop__subscriptions'), ways_to_reach, 'started_at'),
    'marketing.messages': (ref('stg_marketing__messages'), ways_to_reach, 'sent_at'),
    'marketing.coupon_redemptions': (
        ref('stg_marketing__coupon_redemptions'), ways_to_reach, 'redeemed_at',
    ),
    'service.tickets': (ref('stg_service__tickets'), ways_to_reach, 'opened_at'),
    'service.conversations': (ref('stg_service__conversations'), dict(ways_to_reach, **wecom), 'started_at'),
    'crm.interactions': (
        ref('stg_crm__interactions'),
        {'crm_contact_id': 'contact_id', 'email': 'email', 'phone': 'phone'},
        'occurred_at',
    ),
    'crm.opportunities': (ref('stg_crm__opportunities'), {'crm_contact_id': 'contact_id'}, 'opened_at'),
    'wecom.group_members': (ref('stg_wecom__group_memberships'), wechat, 'joined_at'),
    'wecom.group_messages': (ref('stg_wecom__group_messages'), wecom, 'sent_at'),
    'wecom.moment_interactions': (ref('stg_wecom__moment_interactions'), wecom, 'occurred_at'),
    'wecom.radar_clicks': (ref('stg_wecom__radar_clicks'), wechat, 'clicked_at'),
    'social.interactions': (ref('stg_social__interactions'), social, 'occurred_at'),
    'survey.invitations': (ref('stg_survey__invitations'), dict(ways_to_reach, **wecom), 'sent_at'),
    'survey.responses': (ref('stg_survey__responses'), dict(ways_to_reach, **wecom), 'answered_at'),
} %}
{% set on_consents = {'type': 'identifier_type', 'value': 'identifier_value'} %}
{% set on_events = {'anonymous_id': 'anonymous_id', 'shop_customer_id': 'shop_customer_id'} %}

with

consents as (

    {{ identifier_combinations(ref('stg_privacy__consents'), on_consents, 'changed_at') }}

),

events as (

    select
        source_system,
        coalesce(anonymous_id, '') || '|' || coalesce(shop_customer_id, '') as record_key,
        anonymous_id,
        shop_customer_id,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at

    from {{ ref('stg_web__events') }}
    group by source_system, anonymous_id, shop_customer_id

),
{% for contract_table, (relation, columns, stamp) in repeated.items() %}
{{ contract_table | replace('.', '_') }} as (

    {{ identifier_combinations(relation, columns, stamp) }}

),
{% endfor %}
{% for identifier_type, entry in var('identity').identifiers.items() if entry.trait -%}
{{ identifier_type }}_told as (

    {{ contacts_with_trait(ref('stg_crm__contacts'), ref('stg_crm__contact_traits'), entry.trait) }}

),
{% endfor %}
collected as (
    {% for contract_table, (relation, columns, first, last) in carried_by_record.items() -%}
    {{ identifier_rows(relation, contract_table, columns, first, last) }}
    union all
    {% endfor -%}
    {% for contract_table, (_, columns, _) in repeated.items() -%}
    {{ identifier_rows(contract_table | replace('.', '_'), contract_table, columns) }}
    union all
    {% endfor -%}
    {{ identifier_rows(
        ref('stg_crm__contact_handles'), 'crm.contacts', {'social_handle': 'social_handle'}, none
    ) }}
    union all
    {% for identifier_type, entry in var('identity').identifiers.items() if entry.trait -%}
    {{ identifier_rows(identifier_type ~ '_told', 'crm.contacts', {identifier_type: 'trait_value'}, none) }}
    union all
    {% endfor -%}
    {{ identifier_rows('events', 'web.events', on_events) }}
    union all
    select
        source_system,
        cast('privacy.consents' as string) as contract_table,
        record_key,
        identifier_type,
        identifier_value,
        first_seen_at,
        last_seen_at
    from consents
    where identifier_value is not null
)

select * from collected
