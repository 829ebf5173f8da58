{#- Whether a date is a Saturday or Sunday. The two engines number weekdays differently. -#}
{% macro is_weekend_day(date) -%}
    {{ return(adapter.dispatch('is_weekend_day', 'huaxiang')(date)) }}
{%- endmacro %}

{% macro duckdb__is_weekend_day(date) -%}
    (isodow({{ date }}) >= 6)
{%- endmacro %}

{% macro spark__is_weekend_day(date) -%}
    (weekday({{ date }}) >= 5)
{%- endmacro %}
