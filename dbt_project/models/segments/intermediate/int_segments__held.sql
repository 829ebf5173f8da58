-- one row per customer and segment that holds now; stages, clusters, personas and alerts are held likewise
select
    customer_id,
    cast('lifecycle_' || lifecycle_stage as string) as item_key,
    cast(null as string) as item_value,
    cast(nullif(concat_ws(': ', stage_evidence_keys, stage_evidence), '') as string) as evidence

from {{ ref('int_segments__evaluated') }}

union all
select
    customer_id,
    cast('cluster_' || cluster_key as string) as item_key,
    cast(null as string) as item_value,
    cast(null as string) as evidence

from {{ ref('int_segments__evaluated') }}
where cluster_key is not null

union all
select
    customer_id,
    cast('persona_' || persona_key as string) as item_key,
    cast(null as string) as item_value,
    cast(null as string) as evidence

from {{ ref('int_segments__evaluated') }}
where persona_key is not null
{% for segment in var('segments') %}
union all
select
    customer_id,
    cast('{{ segment.key }}' as string) as item_key,
    cast(null as string) as item_value,
    cast(null as string) as evidence

from {{ ref('int_segments__evaluated') }}
where {{ segment.key }}
{% endfor %}
{% for alert in var('alerts') %}
union all
select
    customer_id,
    cast('alert_{{ alert.key }}' as string) as item_key,
    cast(null as string) as item_value,
    cast(alert_{{ alert.key }}_evidence as string) as evidence

from {{ ref('int_segments__evaluated') }}
where alert_{{ alert.key }}
{% endfor %}
