{#- A hash of these columns, the same for equal values; `columns` is a list of expressions. -#}
{% macro hash_of(columns) -%}
    {{ return(adapter.dispatch('hash_of', 'huaxiang')(columns)) }}
{%- endmacro %}

{% macro duckdb__hash_of(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__hash_of(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
