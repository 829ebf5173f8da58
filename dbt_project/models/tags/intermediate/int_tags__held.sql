-- one row per customer and tag that holds now, with what the tag says beside that
{% for tag in var('tags') -%}
select
    customer_id,
    cast('{{ tag.key }}' as string) as item_key,
    cast({{ tag.key ~ '_value' if tag.value is defined else 'null' }} as string) as item_value,
    cast(null as string) as evidence

from {{ ref('int_tags__evaluated') }}
where {{ tag.key }}
{{ 'union all' if not loop.last }}
{% endfor %}
