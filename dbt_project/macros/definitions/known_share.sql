{#- Share (0 to 1) of the columns of a relation that are not null. -#}
{% macro known_share(columns, relation) -%}
    cast({{ known_count(columns, relation) }} as double) / {{ columns | length }}
{%- endmacro %}

{#- How many of the columns of a relation are not null. -#}
{% macro known_count(columns, relation) -%}
    ({% for column in columns %}case when {{ relation }}.{{ column }} is null then 0 else 1 end{{ ' + ' if not loop.last }}{% endfor %})
{%- endmacro %}
