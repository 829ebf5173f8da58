{% set definition_hash = own_features_hash() %}

with

customers as (

    select
        customers.customer_id,
        run_context.as_of,
        run_context.as_of_on

    from {{ ref('dim_customers') }} as customers
    cross join {{ source('ingest', 'run_context') }} as run_context

),

earlier as (

    {{ own_features_before() }}

),

-- what other definitions made is no answer to today's
built_before as (

    select * from earlier
    where definition_hash = '{{ definition_hash }}'

),

passed as (

    select * from {{ ref('int_features__came_to_pass') }}

),

judged as (

    select
        customers.customer_id,
        customers.as_of,
        customers.as_of_on,
        coalesce(fingerprints.facts_fingerprint, 0) as facts_fingerprint,
        '{{ definition_hash }}' as definition_hash,
        case
            when built_before.customer_id is null then 'new'
            when built_before.facts_fingerprint <> coalesce(fingerprints.facts_fingerprint, 0) then 'facts'
            when built_before.next_change_on <= customers.as_of_on then 'time'
            when passed.customer_id is not null then 'time'
            -- earlier on the same day
            when built_before.as_of > customers.as_of then 'time'
        end as due_by

    from customers
    left join built_before on customers.customer_id = built_before.customer_id
    left join {{ ref('int_features__fingerprints') }} as fingerprints
        on customers.customer_id = fingerprints.customer_id
    left join passed on customers.customer_id = passed.customer_id

)

select * from judged
where due_by is not null
