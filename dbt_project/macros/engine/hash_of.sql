{#-
A hash of these columns, the same for equal values; `columns` is a list of expressions. DuckDB 2.0 hashes many texts of
sixteen characters to the same number (sh:0000300000183 and sh:0000800000184); read backwards as well they differ.
-#}
{% macro hash_of(columns) -%}
    {{ return(adapter.dispatch('hash_of', 'huaxiang')(columns)) }}
{%- endmacro %}

{% macro duckdb__hash_of(columns) -%}
    hash({{ columns | join(', ') }}{% for column in columns %}, reverse(cast({{ column }} as varchar)){% endfor %})
{%- endmacro %}

{% macro spark__hash_of(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
