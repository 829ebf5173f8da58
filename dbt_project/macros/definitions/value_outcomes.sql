{#-
What customers of the relation `spine` (customer_id, as_of, as_of_on) ordered in the `horizon_days` from each as_of
on, and in as many days before it. What comes after is null where the horizon has not ended by the day of the run:
the rest of it could still be ordered in.
-#}
{% macro value_outcomes(spine, horizon_days) %}
with

horizons as (

    select
        spine.customer_id,
        spine.as_of,
        spine.as_of_on,
        {{ add_days('spine.as_of_on', -horizon_days) }} as from_on,
        {{ add_days('spine.as_of_on', horizon_days) }} as until_on,
        {{ add_days('spine.as_of_on', horizon_days) }} <= run_context.as_of_on as is_over

    from {{ spine }} as spine
    cross join {{ source('ingest', 'run_context') }} as run_context

),

orders_around as (

    select
        horizons.customer_id,
        horizons.as_of_on,
        orders.ordered_on,
        orders.reporting_amount,
        orders.ordered_at >= horizons.as_of as is_after

    from horizons
    inner join {{ ref('fct_orders') }} as orders
        on
            horizons.customer_id = orders.customer_id
            and orders.ordered_on >= horizons.from_on
            and orders.ordered_on < horizons.until_on

),

summed as (

    select
        customer_id,
        as_of_on,
        count(distinct ordered_on) filter (where is_after) as future_order_day_count,
        sum(reporting_amount) filter (where is_after) as future_spend_amount,
        min(ordered_on) filter (where is_after) as next_ordered_on,
        count(distinct ordered_on) filter (where not is_after) as previous_order_day_count,
        sum(reporting_amount) filter (where not is_after) as previous_spend_amount

    from orders_around
    group by customer_id, as_of_on

)

select
    horizons.customer_id,
    horizons.as_of_on,
    case when horizons.is_over then coalesce(summed.future_order_day_count, 0) end as future_order_day_count,
    case when horizons.is_over then coalesce(summed.future_spend_amount, 0) end as future_spend_amount,
    case when horizons.is_over then {{ days_between('horizons.as_of_on', 'summed.next_ordered_on') }} end
        as days_to_next_order,
    coalesce(summed.previous_order_day_count, 0) as previous_order_day_count,
    coalesce(summed.previous_spend_amount, 0) as previous_spend_amount

from horizons
left join summed on horizons.customer_id = summed.customer_id and horizons.as_of_on = summed.as_of_on
{% endmacro %}
