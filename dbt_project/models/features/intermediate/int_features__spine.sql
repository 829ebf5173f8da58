select
    customers.customer_id,
    run_context.as_of,
    run_context.as_of_on

from {{ ref('dim_customers') }} as customers
cross join {{ source('ingest', 'run_context') }} as run_context
