{% set reachable = {'full_name': 'full_name', 'gender': 'gender', 'phone': 'phone'} %}
{% set resident = dict(
    reachable, given_name='given_name', family_name='family_name', address='address', city='city', region='region',
    postcode='postcode', email='email', birth_text='coalesce(birth_text, cast(birth_on as string))'
) %}

with

persons as (
    {{ person_rows(ref('stg_crm__contacts'), 'crm.contacts', resident) }}
    union all
    {{ person_rows(ref('stg_shop__customers'), 'shop.customers', resident) }}
    union all
    {{ person_rows(ref('stg_wecom__external_contacts'), 'wecom.external_contacts', reachable) }}
)

select * from persons
