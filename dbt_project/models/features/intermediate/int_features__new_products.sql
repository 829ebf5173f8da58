-- sale lines of a product within its first days; it came when it was first sold
{{ config(materialized='view') }}

with

sale_lines as (

    select * from {{ ref('fct_order_lines') }}
    where line_type = 'sale' and ordered_on is not null

),

products as (

    select
        product_id,
        min(ordered_on) as launched_on

    from sale_lines
    group by product_id

),

-- what was sold when the records begin may be older than they
records as (

    select {{ add_days('min(launched_on)', var('settings').launch_known_after_days) }} as known_from_on
    from products

)

select
    sale_lines.customer_id,
    sale_lines.order_line_id,
    sale_lines.product_id,
    sale_lines.ordered_at,
    sale_lines.ordered_on

from sale_lines
inner join products on sale_lines.product_id = products.product_id
inner join records on products.launched_on >= records.known_from_on
where sale_lines.ordered_on < {{ add_days('products.launched_on', var('settings').new_product_days) }}
