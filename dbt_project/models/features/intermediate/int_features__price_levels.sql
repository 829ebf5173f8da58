-- what a customer pays for a unit against what all pay in the same categories: 1 is the mean
with

sold as (

    select
        sale_lines.customer_id,
        sale_lines.category,
        sale_lines.quantity,
        sale_lines.reporting_amount

    from {{ ref('fct_order_lines') }} as sale_lines
    cross join {{ source('ingest', 'run_context') }} as run_context
    where
        sale_lines.line_type = 'sale'
        and sale_lines.ordered_at < run_context.as_of
        and sale_lines.category is not null
        and sale_lines.reporting_amount is not null

),

categories as (

    select
        category,
        cast(sum(reporting_amount) as double) / nullif(cast(sum(quantity) as double), 0) as mean_unit_price

    from sold
    group by category

),

baskets as (

    select
        customer_id,
        category,
        sum(reporting_amount) as paid_amount,
        sum(quantity) as quantity

    from sold
    where customer_id is not null
    group by customer_id, category

),

weighed as (

    select
        baskets.customer_id,
        baskets.category,
        cast(baskets.paid_amount as double) as paid_amount,
        cast(baskets.quantity as double) * categories.mean_unit_price as mean_amount

    from baskets
    inner join categories on baskets.category = categories.category

)

select
    customer_id,
    {{ rounded('sum(paid_amount) / nullif(sum(mean_amount), 0)') }} as price_level

from weighed
group by customer_id
