{#- The business hour (0 to 23) of a UTC instant. -#}
{% macro business_hour(instant) -%}
    {{ return(adapter.dispatch('business_hour', 'huaxiang')(instant)) }}
{%- endmacro %}

{% macro duckdb__business_hour(instant) -%}
    hour(timezone('{{ var("settings").business_timezone }}', timezone('UTC', {{ instant }})))
{%- endmacro %}

{% macro spark__business_hour(instant) -%}
    hour(from_utc_timestamp({{ instant }}, '{{ var("settings").business_timezone }}'))
{%- endmacro %}
