{#- The pre-hook of a model that is built batch by batch (`batch_of`). -#}
{% macro first_batch(relation) -%}
    {{ return(adapter.dispatch('first_batch', 'huaxiang')(relation)) }}
{%- endmacro %}

{% macro duckdb__first_batch(relation) -%}
    set variable batch_count = (
        select greatest(cast(ceil(count(*) / {{ var('customers_per_batch', 200000) }}) as bigint), 1) from {{ relation }}
    );
    set variable batch = 0
{%- endmacro %}

{% macro spark__first_batch(relation) -%}
{%- endmacro %}
