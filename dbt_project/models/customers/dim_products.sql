with

products as (

    select * from {{ ref('stg_shop__products') }}

),

traits as (

    select
        product_id,
        {{ joined_sorted("trait_key || '=' || trait_value") }} as traits

    from {{ ref('dim_product_traits') }}
    group by product_id

),

last_counts as (

    select
        product_id,
        counted_on,
        sum(stock_quantity) as stock_quantity,
        sum(reorder_quantity) as reorder_quantity

    from {{ ref('stg_shop__stock_levels') }}
    group by product_id, counted_on
    qualify row_number() over (partition by product_id order by counted_on desc) = 1

)

select
    cast(products.product_id as string) as product_id,
    cast(products.source_system as string) as source_system,
    cast(products.product_name as string) as product_name,
    cast(products.category as string) as category,
    cast(products.brand as string) as brand,
    cast(products.list_price as decimal(18, 4)) as list_price,
    cast(products.unit_cost as decimal(18, 4)) as unit_cost,
    cast(products.currency_code as string) as currency_code,
    cast(traits.traits as string) as traits,
    cast(last_counts.counted_on as date) as counted_on,
    cast(last_counts.stock_quantity as decimal(18, 3)) as stock_quantity,
    cast(coalesce(last_counts.stock_quantity < last_counts.reorder_quantity, false) as boolean) as is_short

from products
left join traits on products.product_id = traits.product_id
left join last_counts on products.product_id = last_counts.product_id
