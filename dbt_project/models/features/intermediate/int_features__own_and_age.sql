-- ages are made when read: only their anchors are stored
{{ config(materialized='view') }}

{{ own_and_age(ref('int_features__own')) }}
