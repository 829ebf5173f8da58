-- ages are made when read: only their anchors are stored
{{ config(materialized='view') }}
{% set not_of_before = ['customer_id', 'as_of', 'as_of_on', 'facts_fingerprint', 'definition_hash'] %}
{% set columns = own_feature_columns() | map(attribute='name') | reject('in', not_of_before) | list %}

with

-- what nothing happened to is as it was, seen from today
own as (

    select
        own.customer_id,
        run_context.as_of,
        run_context.as_of_on,
        own.{{ columns | join(',\n        own.') }}

    from {{ ref('int_features__own') }} as own
    cross join {{ source('ingest', 'run_context') }} as run_context

)

{{ own_and_age('own') }}
