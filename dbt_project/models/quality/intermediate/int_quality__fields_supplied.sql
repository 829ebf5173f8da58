{% set fields = (var('settings').profile_fields + var('settings').company_profile_fields) | unique | list %}

-- one row per customer, source system and contract table: in how many of its records each field is known there
select
    records.customer_id,
    records.source_system,
    records.contract_table,
    customers.customer_type,
    count(*) as record_count{% for field in fields %},
    count(records.{{ field }}) as {{ field }}_count,
    bool_or(not customers.is_{{ field }}_known) as is_{{ field }}_lacking{% endfor %}

from {{ ref('int_customers__records_united') }} as records
inner join {{ ref('int_quality__fields_known') }} as customers on records.customer_id = customers.customer_id
where
    records.contract_table in (
        'crm.contacts', 'crm.accounts', 'shop.customers', 'wecom.external_contacts', 'shop.orders'
    )
group by
    records.customer_id,
    records.source_system,
    records.contract_table,
    customers.customer_type
