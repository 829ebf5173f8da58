-- one row per record of a person or company that tells something of its customer
{% set fields = var('survivorship').fields %}
-- contract table → where its records are, and what they carry; what WeChat shows has no time
{% set carried = {
    'crm.contacts': (ref('stg_crm__contacts'), [
        'full_name', 'email', 'phone', 'gender', 'birth_on', 'occupation', 'address', 'postcode',
        'city', 'region', 'account_id', 'updated_at',
    ]),
    'crm.accounts': ('accounts', [
        'full_name', 'city', 'region', 'industry', 'employee_count', 'annual_revenue_amount', 'updated_at',
    ]),
    'shop.customers': (ref('stg_shop__customers'), [
        'full_name', 'email', 'phone', 'gender', 'birth_on', 'address', 'postcode', 'city', 'region',
        'account_id', 'updated_at',
    ]),
    'wecom.external_contacts': (ref('stg_wecom__external_contacts'), [
        'full_name', 'phone', 'gender', 'occupation',
    ]),
    'others': ('others', ['email', 'phone', 'updated_at']),
} %}

with

customers as (

    select * from {{ source('identity', 'int_identity__records_stitched') }}
    where customer_id is not null

),

accounts as (

    select
        known.source_system,
        known.record_key,
        known.account_name as full_name,
        known.city,
        known.region,
        known.industry,
        known.employee_count,
        {{ converted('known.annual_revenue_amount') }} as annual_revenue_amount,
        known.updated_at

    from {{ ref('stg_crm__accounts') }} as known
    {{ rates_of_the_day('known.currency_code', 'known.updated_on') }}

),

-- what is not a register knows people by address and number alone: orders, tickets, consents …
others as (

    select
        contract_table,
        source_system,
        record_key,
        max(last_seen_at) as updated_at,
        max(case when identifier_type = 'email' then identifier_value end) as email,
        max(case when identifier_type = 'phone' then identifier_value end) as phone

    from {{ ref('dim_identities') }}
    where
        identifier_type in ('email', 'phone')
        and contract_table not in ('crm.contacts', 'crm.accounts', 'shop.customers', 'wecom.external_contacts')
    group by contract_table, source_system, record_key

),

records as (
    {% for contract_table, (relation, columns) in carried.items() %}
    select
        {{ 'contract_table' if relation == 'others' else "'" ~ contract_table ~ "' as contract_table" }},
        source_system,
        record_key,
        {{ 'updated_at' if 'updated_at' in columns else 'cast(null as timestamp)' }} as updated_at
        {%- for name, field in fields.items() %},
        {{ name if name in columns else 'cast(null as ' ~ field.type ~ ')' }} as {{ name }}{% endfor %}

    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    customers.customer_id,
    records.*,
    {{ known_count(fields, 'records') }} as known_field_count

from records
inner join customers
    on
        records.contract_table = customers.contract_table
        and records.source_system = customers.source_system
        and records.record_key = customers.record_key
