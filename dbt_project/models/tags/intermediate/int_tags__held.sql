-- one row per customer and tag that holds now
{% for tag in var('tags') -%}
select
    customer_id,
    cast('{{ tag.key }}' as string) as item_key

from {{ ref('int_tags__evaluated') }}
where {{ tag.key }}
{{ 'union all' if not loop.last }}
{% endfor %}
