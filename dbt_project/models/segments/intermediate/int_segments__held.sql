-- one row per customer and segment that holds now; lifecycle stages are segments too
select
    customer_id,
    cast('lifecycle_' || lifecycle_stage as string) as item_key

from {{ ref('int_segments__lifecycle') }}
{% for segment in var('segments') %}
union all
select
    customer_id,
    cast('{{ segment.key }}' as string) as item_key

from {{ ref('int_segments__inputs') }}
where {{ segment.rule }}
{% endfor %}
