-- ages are made when read: only their anchors are stored
{{ config(materialized='view') }}
{% set columns = own_feature_columns() | map(attribute='name') | reject('in', ['as_of', 'as_of_on']) | list %}

with

-- what nothing happened to is as it was, seen from today
own as (

    select
        own.{{ columns | join(',\n        own.') }},
        run_context.as_of,
        run_context.as_of_on

    from {{ ref('int_features__own') }} as own
    cross join {{ source('ingest', 'run_context') }} as run_context

)

{{ own_and_age('own') }}
