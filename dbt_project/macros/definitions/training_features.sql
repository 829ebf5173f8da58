{#-
Point-in-time training frame: one row per customer and cut-off of the relation `cut_offs` (cut_off_on, a business
day), for customers with an order before it. The features see the facts before the cut-off and nothing else, by
the macros that serve; `is_churned` (no order within the horizon) is computed apart and joined last.
At most `row_limit` rows, equally many of each cut-off, picked by a hash: the same facts give the same rows.
-#}
{% macro training_features(cut_offs, row_limit) %}
with

numbered_cut_offs as (

    select
        cut_off_on,
        {{ day_start('cut_off_on') }} as as_of,
        {{ add_days('cut_off_on', var('settings').churn_horizon_days) }} as label_until_on,
        count(*) over () as cut_off_count

    from {{ cut_offs }}

),

placed_orders as (

    select
        customer_id,
        ordered_at,
        ordered_on

    from {{ ref('fct_orders') }}
    where customer_id is not null

),

first_orders as (

    select
        customer_id,
        min(ordered_at) as first_ordered_at

    from placed_orders
    group by customer_id

),

sampled as (

    select
        first_orders.customer_id,
        cut_offs.cut_off_on,
        cut_offs.as_of,
        cut_offs.label_until_on,
        cut_offs.cut_off_count,
        row_number() over (
            partition by cut_offs.cut_off_on
            order by md5(first_orders.customer_id || cast(cut_offs.cut_off_on as string)) asc nulls last
        ) as place

    from first_orders
    inner join numbered_cut_offs as cut_offs on first_orders.first_ordered_at < cut_offs.as_of
    qualify place * cut_off_count <= {{ row_limit }}

),

training_spine as (

    select
        customer_id,
        as_of,
        cut_off_on as as_of_on

    from sampled

),

own_features as (

    {{ customer_features('training_spine') }}

),

features as (

    {{ own_and_age('own_features') }}

),

ordered_again as (

    select distinct
        sampled.customer_id,
        sampled.cut_off_on

    from sampled
    inner join placed_orders as orders
        on
            sampled.customer_id = orders.customer_id
            and orders.ordered_at >= sampled.as_of
            and orders.ordered_on < sampled.label_until_on

)

select
    features.*,
    features.as_of_on as cut_off_on,
    ordered_again.customer_id is null as is_churned

from features
left join ordered_again
    on features.customer_id = ordered_again.customer_id and features.as_of_on = ordered_again.cut_off_on
{% endmacro %}
