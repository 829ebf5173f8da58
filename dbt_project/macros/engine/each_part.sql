{#- In a select list: one row per part of a text between separators; no row for null. -#}
{% macro each_part(text, separator) -%}
    {{ return(adapter.dispatch('each_part', 'huaxiang')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__each_part(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}

{% macro spark__each_part(text, separator) -%}
    explode(split({{ text }}, '{{ separator }}'))
{%- endmacro %}
