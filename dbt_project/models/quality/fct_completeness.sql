{% set by_type = {'person': var('settings').profile_fields, 'company': var('settings').company_profile_fields} %}

with

customers as (

    select * from {{ ref('int_quality__customers_known') }}

),

supplied as (

    select * from {{ ref('int_quality__fields_supplied') }}

),

counts as (
    {% for customer_type, fields in by_type.items() %}{% for field in fields %}
    select
        cast('{{ customer_type }}' as string) as customer_type,
        cast('{{ field }}' as string) as field,
        cast('all' as string) as source_system,
        cast('all' as string) as contract_table,
        count(*) as customer_count,
        count({{ field }}) as known_customer_count,
        count(*) - count({{ field }}) as lacking_customer_count,
        cast(null as bigint) as record_count,
        cast(null as bigint) as known_record_count

    from customers
    where customer_type = '{{ customer_type }}'
    union all
    select
        cast('{{ customer_type }}' as string) as customer_type,
        cast('{{ field }}' as string) as field,
        source_system,
        contract_table,
        count(*) as customer_count,
        count_if({{ field }}_count > 0) as known_customer_count,
        count_if({{ field }}_is_lacking) as lacking_customer_count,
        sum(record_count) as record_count,
        sum({{ field }}_count) as known_record_count

    from supplied
    where customer_type = '{{ customer_type }}'
    group by source_system, contract_table
    {{ 'union all' if not (loop.last and customer_type == by_type.keys() | list | last) }}
    {%- endfor %}{% endfor %}

)

select
    cast(customer_type as string) as customer_type,
    cast(field as string) as field,
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(customer_count as bigint) as customer_count,
    cast(known_customer_count as bigint) as known_customer_count,
    cast(lacking_customer_count as bigint) as lacking_customer_count,
    cast(record_count as bigint) as record_count,
    cast(known_record_count as bigint) as known_record_count

from counts
where customer_count > 0
