{#- A query of these columns ({name, type} each) that has no row. -#}
{% macro no_rows(columns) -%}
    select {% for column in columns %}cast(null as {{ column.type }}) as {{ column.name }}{{ ', ' if not loop.last }}{% endfor %} where false
{%- endmacro %}
