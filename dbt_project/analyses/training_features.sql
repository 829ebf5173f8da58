-- what the churn model is trained on: compiled by dbt, run by the job that trains
-- feature_facts and training_features refer to these inside a macro:
-- depends_on: {{ ref('fct_orders') }}
-- depends_on: {{ ref('fct_order_lines') }}
-- depends_on: {{ ref('fct_payments') }}
-- depends_on: {{ ref('fct_returns') }}
-- depends_on: {{ ref('fct_events') }}
-- depends_on: {{ ref('fct_messages') }}
-- depends_on: {{ ref('fct_message_events') }}
-- depends_on: {{ ref('fct_tickets') }}
-- depends_on: {{ ref('fct_consents') }}

{{ training_features(source('ingest', 'training_cut_offs'), row_limit=200000) }}
