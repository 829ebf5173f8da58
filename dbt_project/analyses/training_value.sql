-- what the value model is trained on: compiled by dbt, run by the job that trains

with

features as (

    {{ training_features(
        source('ingest', 'training_cut_offs'),
        since_first_order(),
        var('settings').value_horizon_days,
        label='is_ordered_again',
        when_ordered=true,
        row_limit=200000,
    ) }}

),

outcomes as (

    {{ value_outcomes('features', var('settings').value_horizon_days) }}

)

select
    features.customer_id,
    features.cut_off_on,
    features.order_count,
    features.order_day_count,
    features.unconverted_order_count,
    features.days_since_first_order,
    features.days_since_last_order,
    features.lifetime_spend_amount,
    features.margin_amount,
    features.costed_spend_amount,
    outcomes.future_order_day_count,
    outcomes.future_spend_amount,
    outcomes.days_to_next_order,
    outcomes.previous_order_day_count,
    outcomes.previous_spend_amount

from features
inner join outcomes on features.customer_id = outcomes.customer_id and features.cut_off_on = outcomes.as_of_on
