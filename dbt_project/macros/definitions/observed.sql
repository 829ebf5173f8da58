{#- The last observed state of each customer and item (tag or segment) in a history relation. -#}
{% macro last_observed(history) %}
    select
        customer_id,
        item_key,
        is_held

    from {{ history }}
    qualify row_number() over (partition by customer_id, item_key order by run_sequence desc) = 1
{% endmacro %}


{#-
What this run sees differently from the history: one row per change, to be appended to state.
`held` has a row per customer and item held now.
-#}
{% macro observed_changes(history, held) %}
with

before as (

    {{ last_observed(history) }}

),

held as (

    select customer_id, item_key
    from {{ held }}

),

changed as (

    select
        coalesce(held.customer_id, before.customer_id) as customer_id,
        coalesce(held.item_key, before.item_key) as item_key,
        held.customer_id is not null as is_held,
        coalesce(before.is_held, false) as was_held

    from held
    full outer join before
        on held.customer_id = before.customer_id and held.item_key = before.item_key

)

select
    cast(changed.customer_id as string) as customer_id,
    cast(changed.item_key as string) as item_key,
    cast(run_context.as_of_on as date) as observed_on,
    cast(changed.is_held as boolean) as is_held

from changed
cross join {{ source('ingest', 'run_context') }} as run_context
where changed.is_held <> changed.was_held
{% endmacro %}


{#-
Intervals from observed changes: one row per customer, item and interval. Of several runs on a day the last
counts; valid_to_on is exclusive and null while the item is held. `past` may add what was rebuilt of the time before
the first run: what a run has seen of the same day counts.
-#}
{% macro observed_intervals(history, changes, past=none) %}
with

observations as (

    select customer_id, item_key, observed_on, is_held, run_sequence
    from {{ history }}
    union all
    select customer_id, item_key, observed_on, is_held, cast(9223372036854775807 as bigint) as run_sequence
    from {{ changes }}
    {%- if past %}
    union all
    select customer_id, item_key, observed_on, is_held, cast(0 as bigint) as run_sequence
    from {{ past }}
    {%- endif %}

),

days as (

    select customer_id, item_key, observed_on, is_held
    from observations
    qualify row_number() over (partition by customer_id, item_key, observed_on order by run_sequence desc) = 1

),

turns as (

    select
        *,
        coalesce(lag(is_held) over (partition by customer_id, item_key order by observed_on), false) as was_held

    from days

),

intervals as (

    select
        customer_id,
        item_key,
        is_held,
        observed_on as valid_from_on,
        lead(observed_on) over (partition by customer_id, item_key order by observed_on) as valid_to_on

    from turns
    where is_held <> was_held

)

select customer_id, item_key, valid_from_on, valid_to_on
from intervals
where is_held
{% endmacro %}
