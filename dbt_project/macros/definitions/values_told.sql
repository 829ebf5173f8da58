{#- Columns and their values as one text: `complaint_count_90d = 1, order_count_30d = 0`; unknown ones are left out. -#}
{% macro values_told(columns) -%}
    nullif(concat_ws(
        ', '{% for column in columns %},
        '{{ column }} = ' || cast({{ column }} as string){% endfor %}
    ), '')
{%- endmacro %}
