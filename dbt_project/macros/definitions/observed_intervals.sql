{#-
Intervals from observed changes: one row per customer, item and interval. Of several runs on a day the last
counts; valid_to_on is exclusive and null while the item is held; another value is another interval. `past` may add
what was rebuilt of the time before the first run: what a run has seen of the same day counts.
-#}
{% macro observed_intervals(history, changes, past=none) %}
with

observations as (

    {{ observations(history, changes, past) }}

),

-- most items were seen to change once: for them there is nothing to put in order
told as (

    select
        customer_id,
        item_key,
        count(*) as observation_count,
        max(item_value) as item_value,
        max(observed_on) as observed_on,
        bool_or(is_held) as is_held,
        max(cause) as cause,
        max(evidence_on) as evidence_on,
        max(evidence) as evidence

    from observations
    group by customer_id, item_key

),

days as (

    select
        observations.customer_id,
        observations.item_key,
        coalesce(observations.item_value, '') as item_value,
        observations.observed_on,
        observations.is_held,
        observations.cause,
        observations.evidence_on,
        observations.evidence

    from observations
    inner join told
        on
            observations.customer_id = told.customer_id
            and observations.item_key = told.item_key
            and told.observation_count > 1
    qualify
        row_number() over (
            partition by observations.customer_id, observations.item_key, observations.observed_on
            order by observations.run_sequence desc
        ) = 1

),

turns as (

    select
        *,
        coalesce(lag(is_held) over (partition by customer_id, item_key order by observed_on), false) as was_held,
        coalesce(lag(item_value) over (partition by customer_id, item_key order by observed_on), '') as value_before

    from days

),

intervals as (

    select
        customer_id,
        item_key,
        nullif(item_value, '') as item_value,
        is_held,
        cause,
        evidence_on,
        evidence,
        observed_on as valid_from_on,
        lead(observed_on) over (partition by customer_id, item_key order by observed_on) as valid_to_on,
        lead(cause) over (partition by customer_id, item_key order by observed_on) as end_cause,
        lead(evidence_on) over (partition by customer_id, item_key order by observed_on) as end_evidence_on

    from turns
    where is_held <> was_held or (is_held and item_value <> value_before)

)

select
    customer_id,
    item_key,
    item_value,
    valid_from_on,
    valid_to_on,
    cause,
    evidence_on,
    end_cause,
    end_evidence_on,
    evidence

from intervals
where is_held
union all
select
    customer_id,
    item_key,
    item_value,
    observed_on as valid_from_on,
    cast(null as date) as valid_to_on,
    cause,
    evidence_on,
    cast(null as string) as end_cause,
    cast(null as date) as end_evidence_on,
    evidence

from told
where observation_count = 1 and is_held
{% endmacro %}
