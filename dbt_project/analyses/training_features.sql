-- what the churn model is trained on: compiled by dbt, run by the job that trains

{% set since_the_first_order %}
    select
        customer_id,
        min(ordered_at) as since_at,
        cast(null as timestamp) as until_at

    from placed_orders
    group by customer_id
{% endset %}

{{ training_features(
    source('ingest', 'training_cut_offs'),
    since_the_first_order,
    var('settings').churn_horizon_days,
    label='is_churned',
    when_ordered=false,
    row_limit=200000,
) }}
