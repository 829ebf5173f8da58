{#- Share (0 to 1) of the columns that are not null. -#}
{% macro known_share(columns) -%}
    cast(({% for column in columns %}case when {{ column }} is null then 0 else 1 end{{ ' + ' if not loop.last }}{% endfor %}) as double) / {{ columns | length }}
{%- endmacro %}
