with

cells as (

    select
        {{ grouped_by() }},
        {{ grouped_by('other_', is_last=true) }},
        count(*) as customer_count,
        sum(net_spend_amount) as net_spend_amount,
        sum(churn_score) as churn_score_sum,
        count(churn_score) as scored_count

    from {{ ref('int_marts__customers') }}
    group by {{ sets_of_two_dimensions() }}

),

both_ways as (

    select * from cells
    union all
    select
        other_dimension_key as dimension_key,
        other_dimension_value as dimension_value,
        dimension_key as other_dimension_key,
        dimension_value as other_dimension_value,
        customer_count,
        net_spend_amount,
        churn_score_sum,
        scored_count

    from cells

),

sizes as (

    select
        dimension_key,
        dimension_value,
        cast(customer_count as double) as n,
        cast(sum(customer_count) over (partition by dimension_key) as double) as all_count,
        count(*) over (partition by dimension_key) as value_count

    from {{ ref('dim_dimension_values') }}

),

counted as (

    select
        both_ways.*,
        cast(both_ways.customer_count as double) as k,
        sizes.n,
        sizes.all_count,
        other_sizes.n as other_n,
        case
            when both_ways.dimension_value <> 'unknown' and both_ways.other_dimension_value <> 'unknown'
                then cast(both_ways.customer_count as double)
        end as k_known

    from both_ways
    inner join sizes
        on both_ways.dimension_key = sizes.dimension_key and both_ways.dimension_value = sizes.dimension_value
    inner join sizes as other_sizes
        on
            both_ways.other_dimension_key = other_sizes.dimension_key
            and both_ways.other_dimension_value = other_sizes.dimension_value
    -- where everybody is the same nothing can be told apart
    where sizes.value_count > 1 and other_sizes.value_count > 1

),

-- who is unknown in one thing is often unknown in another: chance is better told among those known in both
among_known as (

    select
        *,
        sum(k_known) over (
            partition by dimension_key, dimension_value, other_dimension_key
        ) as n_known,
        sum(k_known) over (
            partition by dimension_key, other_dimension_key, other_dimension_value
        ) as other_n_known,
        sum(k_known) over (partition by dimension_key, other_dimension_key) as all_known

    from counted

)

select
    cast(dimension_key as string) as dimension_key,
    cast(dimension_value as string) as dimension_value,
    cast(other_dimension_key as string) as other_dimension_key,
    cast(other_dimension_value as string) as other_dimension_value,
    cast(customer_count as bigint) as customer_count,
    cast({{ rounded('k / nullif(n, 0)') }} as double) as share_of_value,
    cast({{ rounded(share_end('k', 'n', 'low')) }} as double) as share_low,
    cast({{ rounded(share_end('k', 'n', 'high')) }} as double) as share_high,
    cast({{ rounded('k / nullif(all_count, 0)') }} as double) as share_of_all,
    cast({{ rounded('k * all_count / nullif(n * other_n, 0)') }} as double) as lift,
    cast({{ rounded('k_known * all_known / nullif(n_known * other_n_known, 0)') }} as double) as lift_among_known,
    cast(net_spend_amount as decimal(18, 4)) as net_spend_amount,
    cast({{ rounded('cast(net_spend_amount as double) / nullif(k, 0)') }} as double) as net_spend_per_customer,
    cast(
        {{ rounded('cast(churn_score_sum as double) / nullif(scored_count, 0)') }} as double
    ) as mean_churn_score

from among_known
