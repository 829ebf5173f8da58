{#- The first UTC instant of a business day. -#}
{% macro day_start(date) -%}
    {{ return(adapter.dispatch('day_start', 'huaxiang')(date)) }}
{%- endmacro %}

{% macro duckdb__day_start(date) -%}
    timezone('UTC', timezone('{{ var("settings").business_timezone }}', cast({{ date }} as timestamp)))
{%- endmacro %}

{% macro spark__day_start(date) -%}
    to_utc_timestamp(cast({{ date }} as timestamp), '{{ var("settings").business_timezone }}')
{%- endmacro %}
