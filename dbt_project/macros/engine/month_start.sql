{#- The first day of a date's month. -#}
{% macro month_start(date) -%}
    {{ return(adapter.dispatch('month_start', 'huaxiang')(date)) }}
{%- endmacro %}

{% macro duckdb__month_start(date) -%}
    cast(date_trunc('month', {{ date }}) as date)
{%- endmacro %}

{% macro spark__month_start(date) -%}
    trunc({{ date }}, 'MM')
{%- endmacro %}
