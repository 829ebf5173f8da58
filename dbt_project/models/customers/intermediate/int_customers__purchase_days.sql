-- one row per customer, day and what was bought on it, as a product and as a category
{% set grains = {'product': 'product_id', 'category': 'category'} %}
{% for grain, column in grains.items() -%}
select distinct
    '{{ grain }}' as grain,
    sold.customer_id,
    sold.{{ column }} as thing,
    sold.ordered_on

from {{ ref('fct_order_lines') }} as sold
where
    sold.line_type = 'sale'
    and sold.customer_id is not null
    and sold.{{ column }} is not null
    and sold.ordered_on is not null
{{ 'union all' if not loop.last }}
{% endfor %}
