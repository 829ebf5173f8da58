-- no model is published yet: the table exists, typed and empty, so that readers need not change
select
    cast(null as string) as customer_id,
    cast(null as string) as model_key,
    cast(null as double) as score,
    cast(null as string) as band,
    cast(null as bigint) as horizon_days,
    cast(null as string) as model_version,
    cast(null as timestamp) as scored_at

from {{ ref('dim_customers') }}
where false
