{#-
One row per source system and combination of identifiers in a relation, named by its least record_key, with the
first and the last time it was seen.
-#}
{% macro identifier_combinations(relation, columns, stamp) -%}
select
        source_system,
        min(record_key) as record_key,
        {{ columns.values() | join(',\n        ') }},
        min({{ stamp }}) as first_seen_at,
        max({{ stamp }}) as last_seen_at

    from {{ relation }}
    group by source_system, {{ columns.values() | join(', ') }}
{%- endmacro %}
