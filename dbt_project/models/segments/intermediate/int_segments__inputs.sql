{{ config(materialized='view') }}

{% set read = (var('segments') + var('alerts')) | map(attribute='columns') | sum(start=[]) %}
{% set tags = var('tags') | selectattr('key', 'in', read) | list %}

-- what segment rules may name: all a tag rule may, the lifecycle stage, and the tags they name, where those may act
with

usable_tags as (

    select
        customer_id{% for tag in tags %},
        bool_or(tag_key = '{{ tag.key }}') as {{ tag.key }}{% endfor %}

    from {{ ref('fct_customer_tags') }}
    where
        is_usable
        and tag_key in (
            {% for tag in tags -%}
            '{{ tag.key }}',
            {% endfor -%}
            ''
        )
    group by customer_id

)

select
    inputs.*,
    lifecycle.lifecycle_stage,
    lifecycle.evidence_keys as stage_evidence_keys,
    lifecycle.evidence as stage_evidence{% for tag in tags %},
    coalesce(usable_tags.{{ tag.key }}, false) as {{ tag.key }}{% endfor %}

from {{ ref('int_tags__inputs') }} as inputs
inner join {{ ref('int_segments__lifecycle') }} as lifecycle on inputs.customer_id = lifecycle.customer_id
left join usable_tags on inputs.customer_id = usable_tags.customer_id
