-- what the churn model is trained on: compiled by dbt, run by the job that trains

{{ training_features(source('ingest', 'training_cut_offs'), row_limit=200000) }}
