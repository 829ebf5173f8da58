-- one row per customer: one boolean per segment, and per alert one with what it goes by
select
    customer_id,
    lifecycle_stage,
    stage_evidence_keys,
    stage_evidence,
    cluster_key,
    persona_key{% for segment in var('segments') %},
    coalesce({{ segment.rule }}, false) as {{ segment.key }}{% endfor %}{% for alert in var('alerts') %},
    coalesce({{ alert.rule }}, false) as alert_{{ alert.key }},
    case when {{ alert.rule }} then {{ values_told(alert.columns) }} end as alert_{{ alert.key }}_evidence{% endfor %}

from {{ ref('int_segments__inputs') }}
