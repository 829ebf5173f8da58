{#- A date n days later (earlier where n is negative). -#}
{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days', 'huaxiang')(date, days)) }}
{%- endmacro %}

{% macro duckdb__add_days(date, days) -%}
    cast({{ date }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{% macro spark__add_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as int))
{%- endmacro %}
