{{ config(materialized='view') }}

{{ customer_features(batch_of(ref('int_features__spine'))) }}
