{#-
One row per source system: how many rows (or groups of rows) a check of definitions/quality.yml looks at, and how
many break it. Where a row names nothing to look for, or something of a system that has told of nothing of the kind,
there is nothing to check. Keys are compared by their hashes: those of all tables are held side by side.
-#}
{% macro cross_table_counts(check) %}
{%- set keys = check.columns | default([]) -%}
{%- set known = [] -%}
{%- set keys_here = [] -%}
{%- for key in keys %}{% do known.append(key ~ ' is not null') %}{% do keys_here.append('here.' ~ key) %}{% endfor %}
{%- if check.kind == 'refers' -%}
    select
        here.source_system,
        count(*) as checked_count,
        count_if(there.is_there is null) as broken_count

    from {{ ref(check.table) }} as here
    inner join (

        select distinct source_system as told_by
        from {{ ref(check.other_table) }}

    ) as told
        on split_part(here.{{ keys[0] }}, ':', 1) = told.told_by

    left join (

        select distinct {{ hash_of(keys) }} as key_hash, true as is_there
        from {{ ref(check.other_table) }}

    ) as there
        on {{ hash_of(keys_here) }} = there.key_hash

    where {% for key in keys %}here.{{ key }} is not null{{ ' and ' if not loop.last }}{% endfor %}
    group by here.source_system
{%- else -%}
    select
        here.source_system,
        count(*) as checked_count,
        {% set tolerance = check.tolerance | default(0) -%}
        count_if(
            {% if check.kind == 'adds_up' -%}
            abs(here.total - there.total) > {{ tolerance }} * abs(there.total)
            {%- else -%}
            here.total > there.total * (1 + {{ tolerance }})
            {%- endif %}
        ) as broken_count

    from (

        select source_system, {{ hash_of(keys) }} as key_hash, sum({{ check.value }}) as total
        from {{ ref(check.table) }}
        where {{ known | join(' and ') }}
        group by source_system, {{ hash_of(keys) }}

    ) as here
    inner join (

        select {{ hash_of(keys) }} as key_hash, sum({{ check.other_value }}) as total
        from {{ ref(check.other_table) }}
        where {{ known | join(' and ') }}
        group by {{ hash_of(keys) }}

    ) as there
        on here.key_hash = there.key_hash

    group by here.source_system
{%- endif %}
{% endmacro %}
