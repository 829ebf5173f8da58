-- what the churn model is trained on: compiled by dbt, run by the job that trains

{{ training_features(
    source('ingest', 'training_cut_offs'),
    since_first_order(),
    var('settings').churn_horizon_days,
    label='is_churned',
    when_ordered=false,
    row_limit=200000,
) }}
