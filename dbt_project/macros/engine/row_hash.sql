{#- A whole number (up to 20 digits) made of all columns of a row; `row` is the alias of its relation. -#}
{% macro row_hash(row) -%}
    {{ return(adapter.dispatch('row_hash', 'huaxiang')(row)) }}
{%- endmacro %}

{% macro duckdb__row_hash(row) -%}
    cast(hash({{ row }}) as decimal(38, 0))
{%- endmacro %}

{% macro spark__row_hash(row) -%}
    cast(xxhash64(struct({{ row }}.*)) as decimal(38, 0))
{%- endmacro %}
