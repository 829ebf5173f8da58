{#-
A model with one wide row per customer is built batch by batch of customers, so that its memory does not grow with them:
its SQL reads `batch_of(relation)`; its pre-hook is `first_batch(relation)`, and its post-hook `next_batches(query)` adds
the rows of the query for each further batch, in the same transaction. Outside of such a model all is one batch.
-#}
{% macro batch_of(relation) -%}
    {{ return(adapter.dispatch('batch_of', 'huaxiang')(relation)) }}
{%- endmacro %}

{% macro duckdb__batch_of(relation) -%}
    (
        select * from {{ relation }}
        where hash(customer_id) % coalesce(getvariable('batch_count'), 1) = coalesce(getvariable('batch'), 0)
    ) as batch
{%- endmacro %}

{% macro spark__batch_of(relation) -%}
    {{ relation }}
{%- endmacro %}
