-- one row per customer: the first stage whose rule holds, and the evidence for it
{% set stages = var('lifecycle') %}

with

staged as (

    select
        *,
        case
            {% for stage in stages -%}
            when {{ stage.rule }} then '{{ stage.stage }}'
            {% endfor -%}
        end as lifecycle_stage

    from {{ ref('fct_customer_features') }}

)

select
    customer_id,
    lifecycle_stage,
    case
        {% for stage in stages if stage.evidence is defined -%}
        when lifecycle_stage = '{{ stage.stage }}' then {{ evidence_told(stage.evidence) }}
        {% endfor -%}
    end as evidence_keys,
    case
        {% for stage in stages if stage.columns -%}
        when lifecycle_stage = '{{ stage.stage }}' then {{ values_told(stage.columns) }}
        {% endfor -%}
    end as evidence

from staged
