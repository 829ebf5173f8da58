-- one row per customer and segment it is in now, and one with `all`
{{ config(materialized='view') }}
select
    customer_id,
    cast('all' as string) as segment_key

from {{ ref('dim_customers') }}
union all
select
    customer_id,
    segment_key

from {{ ref('fct_customer_segments') }}
where valid_to_on is null
