{#-
Point-in-time training frame: one row per customer and cut-off of the relation `cut_offs` (cut_off_on, a business
day). Of the relation `spans` (customer_id, since_at, until_at) those customers are in it whose span holds the cut-off:
after since_at, up to until_at (null: without end). The features see the facts before the cut-off and nothing else, by
the macros that serve; `label` (an order within the horizon, or with when_ordered=false none) is computed apart and
joined last. At most `row_limit` rows, picked by a hash: the same facts give the same rows. Each cut-off gives equally
many, or with half_at_test=true the newest gives half of them, so that what is rare happens there often enough.
-#}
{% macro training_features(cut_offs, spans, horizon_days, label, when_ordered, row_limit, half_at_test=false) %}
with

numbered_cut_offs as (

    select
        cut_off_on as as_of_on,
        {{ day_start('cut_off_on') }} as as_of,
        {{ add_days('cut_off_on', horizon_days) }} as until_on,
        {% if half_at_test -%}
        case
            when cut_off_on = max(cut_off_on) over () then 2
            else 2 * (count(*) over () - 1)
        end as parts
        {%- else -%}
        count(*) over () as parts
        {%- endif %}

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

spans as (

    {{ spans }}

),

concerned as (

    select
        spans.customer_id,
        cut_offs.as_of_on,
        cut_offs.as_of,
        cut_offs.until_on

    from spans
    inner join numbered_cut_offs as cut_offs
        on spans.since_at < cut_offs.as_of and coalesce(spans.until_at >= cut_offs.as_of, true)

),

sampled as (

    {{ sampled_per_cut_off('concerned', 'numbered_cut_offs', row_limit) }}

),

training_spine as (

    select
        customer_id,
        as_of,
        as_of_on

    from sampled

),

features as (

    {{ features_as_of('training_spine') }}

),

ordered_then as (

    {{ ordered_within('sampled') }}

)

select
    features.*,
    features.as_of_on as cut_off_on,
    ordered_then.customer_id is {{ 'not' if when_ordered }} null as {{ label }}

from features
left join ordered_then
    on features.customer_id = ordered_then.customer_id and features.as_of_on = ordered_then.as_of_on
{% endmacro %}
