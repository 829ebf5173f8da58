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
per customer and item held now, `causes` one per item, customer, or item and customer that something happened to; the
first by precedence counts, and time where there is none. `more` columns of `held` go with what begins.
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

),

caused as (

    select
        changed.*,
        of_customers.evidence_on,
        coalesce(
            of_both.cause,
            case
                when of_items.precedence < coalesce(of_customers.precedence, 9) then of_items.cause
                else of_customers.cause
            end,
            'time'
        ) as cause

    from changed
    left join causes as of_both
        on changed.item_key = of_both.item_key and changed.customer_id = of_both.customer_id
    left join causes as of_items on changed.item_key = of_items.item_key and of_items.customer_id is null
    left join causes as of_customers
        on changed.customer_id = of_customers.customer_id and of_customers.item_key is null
    where changed.is_held <> changed.was_held or (changed.is_held and changed.is_another_value)

)

select
    cast(caused.customer_id as string) as customer_id,
    cast(caused.item_key as string) as item_key,
    cast(caused.item_value as string) as item_value,
    cast(run_context.as_of_on as date) as observed_on,
    cast(caused.is_held as boolean) as is_held,
    cast(caused.cause as string) as cause,
    cast(case when caused.cause = 'correction' then caused.evidence_on end as date) as evidence_on,
    cast(caused.evidence as string) as evidence{% for column in more %},
    caused.{{ column }}{% endfor %}

from caused
cross join {{ source('ingest', 'run_context') }} as run_context
{% endmacro %}
