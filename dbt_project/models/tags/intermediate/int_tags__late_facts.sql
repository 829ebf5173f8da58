-- one row per customer of whom a record came or was changed after its day had been seen: the earliest such day
{% set facts = var('facts').values() | selectattr('row_keys', 'defined') | list %}

with

changed as (

    select
        contract_table,
        source_system || ':' || record_key as record_id

    from {{ source('ingest', 'changed_records') }}

),

late as (
    {% for fact in facts -%}
    {% for key in fact.row_keys -%}
    select
        facts.customer_id,
        facts.{{ fact.happened }}_on as happened_on

    from {{ ref(fact.table) }} as facts
    inner join changed
        on facts.{{ key }} = changed.record_id and changed.contract_table = '{{ fact.comes_from[loop.index0] }}'
    union all
    {% endfor -%}
    {% endfor -%}
    {{ no_rows([{'name': 'customer_id', 'type': 'string'}, {'name': 'happened_on', 'type': 'date'}]) }}

)

select
    cast(late.customer_id as string) as customer_id,
    cast(min(late.happened_on) as date) as evidence_on

from late
inner join {{ source('ingest', 'last_run') }} as last_run on late.happened_on < last_run.as_of_on
where late.customer_id is not null
group by late.customer_id
