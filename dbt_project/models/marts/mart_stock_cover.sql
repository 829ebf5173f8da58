with

products as (

    select
        product_id,
        product_name,
        coalesce(category, 'unknown') as category,
        counted_on,
        stock_quantity

    from {{ ref('dim_products') }}

),

stocks as (

    select
        'product' as grain,
        product_id as thing_key,
        product_name as thing_name,
        category,
        counted_on,
        stock_quantity,
        cast(1 as bigint) as product_count,
        cast(case when stock_quantity <= 0 then 1 else 0 end as bigint) as out_product_count

    from products
    union all
    select
        'category' as grain,
        category as thing_key,
        category as thing_name,
        category,
        min(counted_on) as counted_on,
        sum(stock_quantity) as stock_quantity,
        count(*) as product_count,
        count_if(coalesce(stock_quantity <= 0, false)) as out_product_count

    from products
    group by category

),

forecasts as (

    select
        *,
        coalesce(product_id, category) as thing_key,
        expected_quantity / nullif(cast(horizon_days as double), 0) as daily_quantity,
        most_quantity / nullif(cast(horizon_days as double), 0) as most_daily_quantity

    from {{ ref('fct_demand_forecasts') }}
    where forecast_level in ('product', 'category')

),

falling as (

    select
        category,
        {{ joined_sorted('segment_key') }} as falling_segments

    from {{ ref('fct_demand_forecasts') }}
    where forecast_level = 'segment_category' and is_falling
    group by category

),

covered as (

    select
        stocks.*,
        forecasts.daily_quantity,
        forecasts.is_falling,
        forecasts.method,
        forecasts.horizon_days,
        falling.falling_segments,
        cast(stocks.stock_quantity as double) / nullif(forecasts.daily_quantity, 0) as cover_days,
        cast(stocks.stock_quantity as double) / nullif(forecasts.most_daily_quantity, 0) as least_cover_days

    from stocks
    left join forecasts on stocks.grain = forecasts.forecast_level and stocks.thing_key = forecasts.thing_key
    left join falling on stocks.category = falling.category

)

select
    cast(grain as string) as grain,
    cast(thing_key as string) as thing_key,
    cast(thing_name as string) as thing_name,
    cast(category as string) as category,
    cast(stock_quantity as decimal(18, 3)) as stock_quantity,
    cast(counted_on as date) as counted_on,
    cast(product_count as bigint) as product_count,
    cast(out_product_count as bigint) as out_product_count,
    cast({{ rounded('daily_quantity') }} as double) as daily_quantity,
    cast({{ rounded('cover_days') }} as double) as cover_days,
    cast({{ rounded('least_cover_days') }} as double) as least_cover_days,
    -- a date a century ahead says no more than that it lasts
    case when cover_days < 36500 then {{ add_days('counted_on', 'floor(cover_days)') }} end as runs_out_on,
    cast(
        case
            when stock_quantity is null then 'unknown'
            when stock_quantity <= 0 then 'out'
            when daily_quantity is null then 'unknown'
            when cover_days < {{ var('settings').stock_cover_days }} then 'short'
            when least_cover_days < {{ var('settings').stock_cover_days }} then 'may_be_short'
            else 'covered'
        end as string
    ) as stock_state,
    cast(coalesce(is_falling, false) as boolean) as is_falling,
    cast(falling_segments as string) as falling_segments,
    cast(method as string) as method

from covered
