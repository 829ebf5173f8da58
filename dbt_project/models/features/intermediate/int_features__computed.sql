{{ config(materialized='view') }}

{{ customer_features(ref('int_features__spine')) }}
