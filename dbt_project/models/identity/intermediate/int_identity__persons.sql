-- one row per record of a person that tells what they are called
{% for contract_table, relation in {
    'crm.contacts': ref('stg_crm__contacts'), 'shop.customers': ref('stg_shop__customers')
}.items() %}
select
    source_system,
    cast('{{ contract_table }}' as string) as contract_table,
    record_key,
    full_name,
    gender,
    cast(birth_on as string) as birth_text

from {{ relation }}
{{ 'union all' if not loop.last }}
{% endfor %}
