{#- One row per source system and combination of identifiers in a relation, named by its least record_key. -#}
{% macro identifier_combinations(relation, columns) -%}
select
        source_system,
        min(record_key) as record_key,
        {{ columns.values() | join(',\n        ') }}

    from {{ relation }}
    group by source_system, {{ columns.values() | join(', ') }}
{%- endmacro %}
