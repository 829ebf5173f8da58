{#- A double rounded to 9 significant digits, so that the order of additions leaves no trace. -#}
{% macro rounded(number) -%}
    {{ return(adapter.dispatch('rounded', 'huaxiang')(number)) }}
{%- endmacro %}

{% macro duckdb__rounded(number) -%}
    cast(format('{:.8e}', cast({{ number }} as double)) as double)
{%- endmacro %}

{% macro spark__rounded(number) -%}
    cast(format_string('%.8e', cast({{ number }} as double)) as double)
{%- endmacro %}
