-- what the conversion model is told of customers beside their features: for how many days it is known who they are

with

named as (

    {{ named_customers() }}

)

select
    named.customer_id,
    {{ days_between(business_day('named.since_at'), 'run_context.as_of_on') }} as days_known

from named
inner join {{ source('ingest', 'run_context') }} as run_context on named.since_at < run_context.as_of
