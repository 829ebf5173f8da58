{#-
One row per source system: how many rows (or groups of rows) a check of definitions/quality.yml looks at, and how
many break it. Where a row names nothing to look for, or something of a system that has told of nothing of the kind,
there is nothing to check.
-#}
{% macro cross_table_counts(check) %}
{%- set keys = check.columns | default([]) -%}
{%- set known = [] -%}
{%- for key in keys %}{% do known.append(key ~ ' is not null') %}{% endfor %}
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

        select distinct {{ keys | join(', ') }}, true as is_there
        from {{ ref(check.other_table) }}

    ) as there
        on {% for key in keys %}here.{{ key }} = there.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}

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

        select source_system, {{ keys | join(', ') }}, sum({{ check.value }}) as total
        from {{ ref(check.table) }}
        where {{ known | join(' and ') }}
        group by source_system, {{ keys | join(', ') }}

    ) as here
    inner join (

        select {{ keys | join(', ') }}, sum({{ check.other_value }}) as total
        from {{ ref(check.other_table) }}
        where {{ known | join(' and ') }}
        group by {{ keys | join(', ') }}

    ) as there
        on {% for key in keys %}here.{{ key }} = there.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}

    group by here.source_system
{%- endif %}
{% endmacro %}
