{% set by_type = {'person': var('settings').profile_fields, 'company': var('settings').company_profile_fields} %}

with

customers as (

    select * from {{ ref('int_quality__fields_known') }}

),

missing as (
    {% for customer_type, fields in by_type.items() %}{% for field in fields %}
    select
        customer_id,
        is_{{ field }}_filled as is_filled,
        cast('{{ field }}' as string) as field

    from customers
    where customer_type = '{{ customer_type }}' and not is_{{ field }}_known
    {{ 'union all' if not (loop.last and customer_type == by_type.keys() | list | last) }}
    {%- endfor %}{% endfor %}

),

missing_per_customer as (

    select
        customer_id,
        count(*) as missing_count,
        count_if(is_filled) as filled_count,
        {{ joined_sorted('field') }} as missing_fields

    from missing
    group by customer_id

),

counted as (

    select
        customers.*,
        case
            when customers.customer_type = 'company' then {{ by_type.company | length }}
            else {{ by_type.person | length }}
        end as field_count

    from customers

)

select
    cast(counted.customer_id as string) as customer_id,
    cast(counted.customer_type as string) as customer_type,
    cast(counted.field_count as bigint) as field_count,
    cast(counted.field_count - coalesce(missing_per_customer.missing_count, 0) as bigint) as known_count,
    cast(coalesce(missing_per_customer.filled_count, 0) as bigint) as filled_count,
    cast(missing_per_customer.missing_fields as string) as missing_fields,
    cast(counted.completeness_rate as double) as completeness_rate

from counted
left join missing_per_customer on counted.customer_id = missing_per_customer.customer_id
