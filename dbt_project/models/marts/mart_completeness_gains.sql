{% set by_type = {'person': var('settings').profile_fields, 'company': var('settings').company_profile_fields} %}

with

customers as (

    select * from {{ ref('int_quality__fields_known') }}

),

memberships as (

    select
        customer_id,
        cast('all' as string) as segment_key

    from customers
    union all
    select
        customer_id,
        segment_key

    from {{ ref('fct_customer_segments') }}
    where valid_to_on is null

),

members as (

    select
        memberships.segment_key,
        customers.*

    from memberships
    inner join customers on memberships.customer_id = customers.customer_id

),

sizes as (

    select
        segment_key,
        count(*) as all_count

    from members
    group by segment_key

),

lacking as (
    {% for customer_type, fields in by_type.items() %}{% for field in fields %}
    select
        segment_key,
        cast('{{ customer_type }}' as string) as customer_type,
        cast('{{ field }}' as string) as field,
        cast({{ fields | length }} as double) as field_count,
        count(*) as customer_count,
        count_if(not is_{{ field }}_known) as lacking_customer_count

    from members
    where customer_type = '{{ customer_type }}'
    group by segment_key
    {{ 'union all' if not (loop.last and customer_type == by_type.keys() | list | last) }}
    {%- endfor %}{% endfor %}

),

suppliers as (

    select
        *,
        known_customer_count / nullif(cast(customer_count as double), 0) as known_rate

    from {{ ref('fct_completeness') }}
    where source_system <> 'all' and known_customer_count > 0 and lacking_customer_count > 0

),

-- where the missing values would most likely be found: many lack it, yet the source fills it for those it knows
best_sources as (

    select * from suppliers
    qualify
        row_number() over (
            partition by customer_type, field
            order by
                lacking_customer_count * known_rate desc nulls last,
                source_system asc nulls first,
                contract_table asc nulls first
        ) = 1

)

select
    cast(lacking.segment_key as string) as segment_key,
    cast(lacking.customer_type as string) as customer_type,
    cast(lacking.field as string) as field,
    cast(lacking.customer_count as bigint) as customer_count,
    cast(lacking.lacking_customer_count as bigint) as lacking_customer_count,
    cast(
        {{ rounded('lacking.lacking_customer_count / nullif(lacking.field_count * sizes.all_count, 0)') }}
        as double
    ) as possible_gain,
    cast(best_sources.source_system as string) as best_source_system,
    cast(best_sources.contract_table as string) as best_contract_table,
    cast(best_sources.lacking_customer_count as bigint) as reachable_customer_count,
    cast({{ rounded('best_sources.known_rate') }} as double) as best_source_rate

from lacking
inner join sizes on lacking.segment_key = sizes.segment_key
left join best_sources
    on lacking.customer_type = best_sources.customer_type and lacking.field = best_sources.field
