{#-
What an earlier run made of this model or a sibling of it, as a query: `columns` is a list of {name, type}. Typed and
empty where there is none, where it has other columns, or on an engine that cannot read a table while it is replaced.
-#}
{% macro built_before(name, columns) -%}
    {{ return(adapter.dispatch('built_before', 'huaxiang')(name, columns)) }}
{%- endmacro %}

{% macro duckdb__built_before(name, columns) -%}
    {%- set found = adapter.get_relation(database=this.database, schema=this.schema, identifier=name) if execute -%}
    {%- if found and adapter.get_columns_in_relation(found) | map(attribute='name') | list == columns | map(attribute='name') | list -%}
        select * from {{ found }}
    {%- else -%}
        {{ no_rows(columns) }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__built_before(name, columns) -%}
    {{ no_rows(columns) }}
{%- endmacro %}
