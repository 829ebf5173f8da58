{#- The last observed state of each customer and item (tag or segment) in a history relation, or of these `keys`. -#}
{% macro last_observed(history, keys=none) %}
    select
        customer_id,
        item_key,
        nullif(max_by(coalesce(item_value, ''), run_sequence), '') as item_value,
        max_by(is_held, run_sequence) as is_held

    from {{ history }}
    {{ "where item_key in ('" ~ keys | join("', '") ~ "')" if keys is not none }}
    group by customer_id, item_key
{% endmacro %}


{#-
What this run sees differently from the history: one row per change, to be appended to state. `held` has a row
per customer and item held now, `causes` one per item whose definition changed or customer that was touched; `more`
columns of `held` go with what begins.
-#}
{% macro observed_changes(history, held, causes, more=[]) %}
with

before as (

    {{ last_observed(history) }}

),

held as (

    select customer_id, item_key, item_value, evidence{{ ', ' if more }}{{ more | join(', ') }}
    from {{ held }}

),

changed as (

    select
        coalesce(held.customer_id, before.customer_id) as customer_id,
        coalesce(held.item_key, before.item_key) as item_key,
        held.item_value,
        held.evidence,
        {% for column in more -%}
        held.{{ column }},
        {% endfor -%}
        held.customer_id is not null as is_held,
        coalesce(before.is_held, false) as was_held,
        coalesce(held.item_value, '') <> coalesce(before.item_value, '') as is_another_value

    from held
    full outer join before
        on held.customer_id = before.customer_id and held.item_key = before.item_key

),

causes as (

    select * from {{ causes }}

)

select
    cast(changed.customer_id as string) as customer_id,
    cast(changed.item_key as string) as item_key,
    cast(changed.item_value as string) as item_value,
    cast(run_context.as_of_on as date) as observed_on,
    cast(changed.is_held as boolean) as is_held,
    cast(coalesce(of_items.cause, of_customers.cause, 'time') as string) as cause,
    cast(changed.evidence as string) as evidence{% for column in more %},
    changed.{{ column }}{% endfor %}

from changed
cross join {{ source('ingest', 'run_context') }} as run_context
left join causes as of_items on changed.item_key = of_items.item_key
left join causes as of_customers on changed.customer_id = of_customers.customer_id
where changed.is_held <> changed.was_held or (changed.is_held and changed.is_another_value)
{% endmacro %}
