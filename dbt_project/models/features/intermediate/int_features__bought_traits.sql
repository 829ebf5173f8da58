-- open traits of products reach features by the sale lines that bought them
{{ config(materialized='view') }}

select
    sold.customer_id,
    sold.order_line_id,
    sold.ordered_at,
    sold.ordered_on,
    sold.quantity,
    sold.reporting_amount,
    traits.trait_key,
    traits.trait_value

from {{ ref('fct_order_lines') }} as sold
inner join {{ ref('dim_product_traits') }} as traits on sold.product_id = traits.product_id
where sold.line_type = 'sale'
