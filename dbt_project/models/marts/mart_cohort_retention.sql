with recursive

orders_by_month as (

    select
        orders.customer_id,
        year(orders.ordered_on) * 12 + month(orders.ordered_on) as month_number,
        sum(orders.reporting_amount) as spend_amount

    from {{ ref('fct_orders') }} as orders
    inner join {{ source('ingest', 'run_context') }} as run_context on orders.ordered_at < run_context.as_of
    where orders.customer_id is not null
    group by orders.customer_id, year(orders.ordered_on) * 12 + month(orders.ordered_on)

),

begun as (

    select
        customer_id,
        min(month_number) as cohort_number

    from orders_by_month
    group by customer_id

),

cohorts as (

    select
        cohort_number,
        count(*) as customer_count

    from begun
    group by cohort_number

),

this_month as (

    select year(as_of_on) * 12 + month(as_of_on) as month_number
    from {{ source('ingest', 'run_context') }}

),

months as (

    select
        cohorts.cohort_number,
        cohorts.customer_count,
        cohorts.cohort_number as month_number

    from cohorts
    union all
    select
        months.cohort_number,
        months.customer_count,
        months.month_number + 1 as month_number

    from months
    cross join this_month
    where months.month_number < this_month.month_number

),

returned as (

    select
        begun.cohort_number,
        orders_by_month.month_number,
        count(*) as ordered_count,
        sum(orders_by_month.spend_amount) as spend_amount

    from orders_by_month
    inner join begun on orders_by_month.customer_id = begun.customer_id
    group by begun.cohort_number, orders_by_month.month_number

),

counted as (

    select
        months.cohort_number,
        months.month_number,
        cast(months.customer_count as double) as n,
        cast(coalesce(returned.ordered_count, 0) as double) as k,
        coalesce(returned.spend_amount, 0) as spend_amount,
        months.month_number < this_month.month_number as is_complete

    from months
    cross join this_month
    left join returned
        on months.cohort_number = returned.cohort_number and months.month_number = returned.month_number

)

select
    cast({{ first_of_month('cohort_number') }} as date) as cohort_month_on,
    cast(month_number - cohort_number as bigint) as months_since,
    cast({{ first_of_month('month_number') }} as date) as month_on,
    cast(n as bigint) as customer_count,
    cast(k as bigint) as ordered_count,
    cast({{ rounded('k / nullif(n, 0)') }} as double) as retention_rate,
    cast({{ rounded(share_end('k', 'n', 'low')) }} as double) as rate_low,
    cast({{ rounded(share_end('k', 'n', 'high')) }} as double) as rate_high,
    cast(spend_amount as decimal(18, 4)) as spend_amount,
    cast(is_complete as boolean) as is_complete

from counted
