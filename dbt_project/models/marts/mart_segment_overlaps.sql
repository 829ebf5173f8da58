with

memberships as (

    select
        customer_id,
        segment_key

    from {{ ref('fct_customer_segments') }}
    where valid_to_on is null

),

sizes as (

    select
        segment_key,
        count(*) as customer_count

    from memberships
    group by segment_key

),

customers as (

    select count(*) as all_count from {{ ref('dim_customers') }}

),

pairs as (

    select
        memberships.segment_key,
        other_memberships.segment_key as other_segment_key,
        count(*) as both_count

    from memberships
    inner join memberships as other_memberships
        on
            memberships.customer_id = other_memberships.customer_id
            and memberships.segment_key <> other_memberships.segment_key
    group by memberships.segment_key, other_memberships.segment_key

),

counted as (

    select
        pairs.segment_key,
        pairs.other_segment_key,
        pairs.both_count,
        sizes.customer_count,
        other_sizes.customer_count as other_customer_count,
        cast(pairs.both_count as double) as both_double,
        cast(nullif(sizes.customer_count, 0) as double) as size_or_null,
        cast(nullif(other_sizes.customer_count, 0) as double) as other_size_or_null,
        cast(nullif(customers.all_count, 0) as double) as all_or_null

    from pairs
    inner join sizes on pairs.segment_key = sizes.segment_key
    inner join sizes as other_sizes on pairs.other_segment_key = other_sizes.segment_key
    cross join customers

)

select
    cast(segment_key as string) as segment_key,
    cast(other_segment_key as string) as other_segment_key,
    cast(both_count as bigint) as both_count,
    cast(customer_count as bigint) as customer_count,
    cast(other_customer_count as bigint) as other_customer_count,
    cast({{ rounded('both_double / nullif(size_or_null, 0)') }} as double) as share_in_other,
    cast(
        {{ rounded('both_double / nullif(size_or_null + other_size_or_null - both_double, 0)') }} as double
    ) as jaccard,
    cast(
        {{ rounded('both_double / nullif(size_or_null, 0) / nullif(other_size_or_null, 0) * all_or_null') }} as double
    ) as lift

from counted
