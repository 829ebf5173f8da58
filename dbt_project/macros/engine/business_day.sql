{#- The business day of a UTC instant. -#}
{% macro business_day(instant) -%}
    {{ return(adapter.dispatch('business_day', 'huaxiang')(instant)) }}
{%- endmacro %}

{% macro duckdb__business_day(instant) -%}
    cast(timezone('{{ var("settings").business_timezone }}', timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{% macro spark__business_day(instant) -%}
    cast(from_utc_timestamp({{ instant }}, '{{ var("settings").business_timezone }}') as date)
{%- endmacro %}
