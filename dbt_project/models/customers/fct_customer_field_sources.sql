{% set fields = var('survivorship').fields %}

with

records as (

    select * from {{ ref('int_customers__records_united') }}

),

-- values that join nobody: a call centre's number is not how to reach a person
excluded as (

    select distinct
        identifier_type,
        identifier_value

    from {{ ref('fct_identity_quarantine') }}
    where reason in ('too_many_people', 'junk')

),
{% for field in ['city'] + fields | reject('equalto', 'city') | list %}
{{ field }}_values as (

    {{ values_of_field('records', 'excluded', field) }}

),
{% if field == 'city' %}
city_shown as (

    select
        customer_id as shown_to,
        field_value as shown_city

    from city_values
    where is_winner

),
{% endif %}{% endfor %}
united as (
    {% for field in fields %}
    select
        customer_id,
        '{{ field }}' as field,
        cast(field_value as string) as field_value,
        is_winner,
        decided_by,
        source_system,
        contract_table,
        record_key,
        updated_at,
        record_count

    from {{ field }}_values
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    cast(customer_id as string) as customer_id,
    cast(field as string) as field,
    cast(field_value as string) as field_value,
    cast(is_winner as boolean) as is_winner,
    cast(decided_by as string) as decided_by,
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(record_key as string) as record_key,
    cast(updated_at as timestamp) as updated_at,
    cast(record_count as bigint) as record_count

from united
