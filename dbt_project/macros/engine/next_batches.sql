{#- The post-hook of a model that is built batch by batch (`batch_of`): the rows of the query for each further batch. -#}
{% macro next_batches(query) -%}
    {{ return(adapter.dispatch('next_batches', 'huaxiang')(query)) }}
{%- endmacro %}

{% macro duckdb__next_batches(query) -%}
    {%- set count = run_query("select coalesce(getvariable('batch_count'), 1)").rows[0][0] if execute else 1 -%}
    {%- for batch in range(1, count) %}
    set variable batch = {{ batch }};
    insert into {{ this }} {{ query }};
    {%- endfor %}
    reset variable batch;
    reset variable batch_count
{%- endmacro %}

{% macro spark__next_batches(query) -%}
{%- endmacro %}
