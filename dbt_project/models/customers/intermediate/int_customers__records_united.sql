-- one row per record of a person or company that carries facts about its customer, in order of precedence
{% set types = {
    'full_name': 'string', 'email': 'string', 'phone': 'string', 'gender': 'string', 'birth_on': 'date',
    'occupation': 'string', 'city': 'string', 'region': 'string', 'industry': 'string',
    'employee_count': 'bigint', 'annual_revenue_amount': 'decimal(18, 4)', 'account_id': 'string',
    'updated_at': 'timestamp',
} %}
-- contract table → where its records are, and what they carry; what WeChat shows has no time, so that it counts
-- only where no record of our own says anything
{% set carried = {
    'crm.contacts': (ref('stg_crm__contacts'), [
        'full_name', 'email', 'phone', 'gender', 'birth_on', 'occupation', 'city', 'region', 'account_id',
        'updated_at',
    ]),
    'crm.accounts': ('accounts', [
        'full_name', 'city', 'region', 'industry', 'employee_count', 'annual_revenue_amount', 'updated_at',
    ]),
    'shop.customers': (ref('stg_shop__customers'), [
        'full_name', 'email', 'phone', 'gender', 'birth_on', 'city', 'region', 'account_id', 'updated_at',
    ]),
    'wecom.external_contacts': (ref('stg_wecom__external_contacts'), [
        'full_name', 'phone', 'gender', 'occupation',
    ]),
    'shop.orders': ('orders', ['email', 'phone', 'updated_at']),
} %}

with

customers as (

    select
        source_system,
        record_key,
        max(customer_id) as customer_id,
        contract_table

    from {{ ref('dim_identities') }}
    where customer_id is not null
    group by source_system, record_key, contract_table

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

-- one record per combination of identifiers, as in identity
orders as (

    select
        source_system,
        min(record_key) as record_key,
        email,
        phone,
        max(ordered_at) as updated_at

    from {{ ref('stg_shop__orders') }}
    group by source_system, shop_customer_id, email, phone

),

records as (
    {% for contract_table, (relation, columns) in carried.items() %}
    select
        cast('{{ contract_table }}' as string) as contract_table,
        source_system,
        record_key{% for name, type in types.items() %},
        {{ name if name in columns else 'cast(null as ' ~ type ~ ')' }} as {{ name }}{% endfor %}

    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    customers.customer_id,
    records.*,
    -- the most recently changed record wins; the rest of the order only settles ties
    row_number() over (
        partition by customers.customer_id
        order by
            records.updated_at asc nulls first,
            records.contract_table desc,
            records.source_system asc,
            records.record_key asc
    ) as precedence

from records
inner join customers
    on
        records.contract_table = customers.contract_table
        and records.source_system = customers.source_system
        and records.record_key = customers.record_key
