{#- Share (0 to 1) of the columns of a relation that are not null. -#}
{% macro known_share(columns, relation) -%}
    cast(({% for column in columns %}case when {{ relation }}.{{ column }} is null then 0 else 1 end{{ ' + ' if not loop.last }}{% endfor %}) as double) / {{ columns | length }}
{%- endmacro %}
