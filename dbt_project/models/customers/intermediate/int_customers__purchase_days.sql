-- one row per customer, day and what was bought on it, as a product and as a category
{% set levels = {'product': 'product_id', 'category': 'category'} %}
{% for level, column in levels.items() -%}
select distinct
    '{{ level }}' as level,
    lines.customer_id,
    lines.{{ column }} as thing,
    lines.ordered_on,
    lines.ordered_on < {{ add_days('run_context.as_of_on', -var('settings').sequence_days) }} as is_followed_up

from {{ ref('fct_order_lines') }} as lines
cross join {{ source('ingest', 'run_context') }} as run_context
where
    lines.line_type = 'sale'
    and lines.customer_id is not null
    and lines.{{ column }} is not null
    and lines.ordered_on < run_context.as_of_on
{{ 'union all' if not loop.last }}
{% endfor %}
