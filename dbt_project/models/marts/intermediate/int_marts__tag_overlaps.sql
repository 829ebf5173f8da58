-- one row per tag: the other tag most like it (customers with both over customers with either)
with

held as (

    select
        customer_id,
        tag_key,
        tag_value

    from {{ ref('fct_customer_tags') }}
    where is_usable

),

-- of a tag with many holders about as many as settings say are looked at, the same ones in every run
sizes as (

    select
        tag_key,
        holder_count as size,
        greatest(cast(floor(holder_count / nullif({{ var('settings').tag_overlap_holders }}, 0)) as bigint), 1) as every

    from {{ ref('int_marts__tag_counts') }}

),

sampled as (

    select
        held.customer_id,
        held.tag_key,
        held.tag_value

    from held
    inner join sizes on held.tag_key = sizes.tag_key
    where abs({{ hash_of(['held.customer_id']) }} % sizes.every) = 0

),

sampled_sizes as (

    select
        tag_key,
        cast(count(*) as double) as sampled_size

    from sampled
    group by tag_key

),

shared as (

    select
        sampled.tag_key,
        held.tag_key as other_tag_key,
        cast(count(*) as double) as shared_size

    from sampled
    inner join held on sampled.customer_id = held.customer_id and sampled.tag_key <> held.tag_key
    -- two that say a value say different things
    where sampled.tag_value is null or held.tag_value is null
    group by sampled.tag_key, held.tag_key

),

estimated as (

    select
        shared.tag_key,
        shared.other_tag_key,
        sizes.size,
        other_sizes.size as other_size,
        shared.shared_size / nullif(sampled_sizes.sampled_size, 0) * sizes.size as both_size

    from shared
    inner join sizes on shared.tag_key = sizes.tag_key
    inner join sizes as other_sizes on shared.other_tag_key = other_sizes.tag_key
    inner join sampled_sizes on shared.tag_key = sampled_sizes.tag_key

),

-- either way round, the rarer of two tells more exactly
best as (

    select
        estimated.tag_key,
        estimated.other_tag_key,
        case
            when estimated.size <= estimated.other_size then estimated.both_size
            else coalesce(backwards.both_size, estimated.both_size)
        end as both_size,
        estimated.size + estimated.other_size as sum_of_sizes

    from estimated
    left join estimated as backwards
        on estimated.tag_key = backwards.other_tag_key and estimated.other_tag_key = backwards.tag_key

)

select
    tag_key,
    other_tag_key,
    {{ rounded('both_size / nullif(sum_of_sizes - both_size, 0)') }} as overlap

from best
qualify row_number() over (
    partition by tag_key
    order by both_size / nullif(sum_of_sizes - both_size, 0) desc nulls last, other_tag_key asc nulls last
) = 1
