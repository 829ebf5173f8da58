{#- Whole days from the first date to the second. -#}
{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between', 'huaxiang')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    cast(date_diff('day', {{ earlier }}, {{ later }}) as bigint)
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    cast(datediff({{ later }}, {{ earlier }}) as bigint)
{%- endmacro %}
