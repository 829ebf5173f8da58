-- one row per customer, day and what was bought on it, as a product and as a category
{% set grains = {'product': 'product_id', 'category': 'category'} %}
{% for grain, column in grains.items() -%}
select distinct
    '{{ grain }}' as grain,
    sold.customer_id,
    sold.{{ column }} as thing,
    sold.ordered_on,
    sold.ordered_on < {{ add_days('run_context.as_of_on', -var('settings').sequence_days) }} as is_followed_up

from {{ ref('fct_order_lines') }} as sold
cross join {{ source('ingest', 'run_context') }} as run_context
where
    sold.line_type = 'sale'
    and sold.customer_id is not null
    and sold.{{ column }} is not null
    and sold.ordered_on < run_context.as_of_on
{{ 'union all' if not loop.last }}
{% endfor %}
