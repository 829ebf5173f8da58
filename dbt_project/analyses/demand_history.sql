-- what the demand model is trained on and forecasts from: units per week before the run, stage of the buyer, product

with

run_context as (

    select * from {{ source('ingest', 'run_context') }}

),

lines as (

    select
        lines.customer_id,
        lines.ordered_on,
        lines.category,
        lines.product_id,
        lines.quantity,
        run_context.as_of_on

    from {{ ref('fct_order_lines') }} as lines
    cross join run_context
    where lines.line_type = 'sale' and lines.ordered_on < run_context.as_of_on

),

order_days as (

    select distinct
        customer_id,
        ordered_on

    from {{ ref('fct_orders') }}
    where customer_id is not null

),

gaps as (

    select
        customer_id,
        ordered_on,
        min(ordered_on) over (partition by customer_id) as first_ordered_on,
        lag(ordered_on) over (partition by customer_id order by ordered_on asc nulls last) as ordered_on_before

    from order_days

),

-- the stage somebody was in when they ordered: what came later plays no part
stages as (

    select
        customer_id,
        ordered_on,
        case
            when ordered_on <= {{ add_days('first_ordered_on', var('settings').new_days) }} then 'new'
            when ordered_on > {{ add_days('ordered_on_before', var('settings').silent_days) }} then 'won_back'
            else 'active'
        end as stage

    from gaps

),

weeks as (

    select
        cast(floor(({{ days_between('lines.ordered_on', 'lines.as_of_on') }} - 1) / 7.0) as bigint) as week,
        -- the oldest week is left out unless it is whole
        cast(floor({{ days_between('min(lines.ordered_on) over ()', 'lines.as_of_on') }} / 7.0) as bigint)
            as week_count,
        coalesce(stages.stage, 'unknown') as segment_key,
        lines.category,
        lines.product_id,
        lines.quantity

    from lines
    left join stages on lines.customer_id = stages.customer_id and lines.ordered_on = stages.ordered_on

)

select
    week,
    segment_key,
    category,
    product_id,
    cast(sum(quantity) as double) as quantity

from weeks
where week < least(week_count, 156)
group by week, segment_key, category, product_id
order by week asc nulls last, segment_key asc nulls last, category asc nulls last, product_id asc nulls last
