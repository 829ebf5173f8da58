-- one row per dimension and value: how many customers have it, its place among the values, and what it is shown as
with

counted as (

    select
        {{ grouped_by() }},
        count(*) as customer_count

    from {{ ref('int_marts__customers_told') }}
    group by {{ sets_of_dimensions() }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by dimension_key
            order by customer_count desc, dimension_value asc nulls last
        ) as value_rank

    from counted
    where dimension_key <> 'all' and dimension_value is not null

)

select
    dimension_key,
    dimension_value,
    customer_count,
    value_rank,
    case
        when value_rank <= {{ var('settings').dimension_most_values }} then dimension_value
        else 'other'
    end as shown_value

from ranked
