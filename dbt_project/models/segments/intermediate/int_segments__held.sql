-- one row per customer and segment that holds now; lifecycle stages and clusters are segments too
select
    customer_id,
    cast('lifecycle_' || lifecycle_stage as string) as item_key

from {{ ref('int_segments__lifecycle') }}

union all
select
    customer_id,
    cast('cluster_' || cluster_key as string) as item_key

from {{ ref('int_segments__inputs') }}
where cluster_key is not null
{% for segment in var('segments') %}
union all
select
    customer_id,
    cast('{{ segment.key }}' as string) as item_key

from {{ ref('int_segments__inputs') }}
where {{ segment.rule }}
{% endfor %}
