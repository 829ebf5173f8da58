{% set by_type = {'person': var('settings').profile_fields, 'company': var('settings').company_profile_fields} %}

with

customers as (

    select * from {{ ref('int_quality__fields_known') }}

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
        count_if(is_{{ field }}_known) as known_customer_count,
        count_if(is_{{ field }}_filled) as filled_customer_count,
        count_if(not is_{{ field }}_known) as lacking_customer_count,
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
        cast(null as bigint) as filled_customer_count,
        count_if(is_{{ field }}_lacking) as lacking_customer_count,
        sum(record_count) as record_count,
        sum({{ field }}_count) as known_record_count

    from supplied
    where customer_type = '{{ customer_type }}'
    group by source_system, contract_table
    {{ 'union all' if not (loop.last and customer_type == by_type.keys() | list | last) }}
    {%- endfor %}{% endfor %}

),

-- values that came, but that cleaning knew to be none
emptied as (

    select
        source_system,
        contract_table,
        column_name,
        count(*) as emptied_value_count

    from {{ source('ingest', 'repairs') }}
    where result is null
    group by source_system, contract_table, column_name

)

select
    cast(counts.customer_type as string) as customer_type,
    cast(counts.field as string) as field,
    cast(counts.source_system as string) as source_system,
    cast(counts.contract_table as string) as contract_table,
    cast(counts.customer_count as bigint) as customer_count,
    cast(counts.known_customer_count as bigint) as known_customer_count,
    cast(counts.filled_customer_count as bigint) as filled_customer_count,
    cast(counts.lacking_customer_count as bigint) as lacking_customer_count,
    cast(counts.record_count as bigint) as record_count,
    cast(counts.known_record_count as bigint) as known_record_count,
    cast(
        case when counts.source_system <> 'all' then coalesce(emptied.emptied_value_count, 0) end as bigint
    ) as emptied_value_count

from counts
left join emptied
    on
        counts.source_system = emptied.source_system
        and counts.contract_table = emptied.contract_table
        and counts.field = emptied.column_name
where counts.customer_count > 0
