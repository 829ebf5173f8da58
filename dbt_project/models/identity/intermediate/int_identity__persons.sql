-- one row per record of a person that tells what they are called or where they live
{% for contract_table, relation in {
    'crm.contacts': ref('stg_crm__contacts'), 'shop.customers': ref('stg_shop__customers')
}.items() %}
select
    source_system,
    cast('{{ contract_table }}' as string) as contract_table,
    record_key,
    full_name,
    gender,
    cast(birth_on as string) as birth_text,
    {{ 'address' if contract_table == 'crm.contacts' else 'cast(null as string) as address' }},
    city,
    region,
    {{ 'postcode' if contract_table == 'crm.contacts' else 'cast(null as string) as postcode' }},
    email,
    phone

from {{ relation }}
{{ 'union all' if not loop.last }}
{% endfor %}
