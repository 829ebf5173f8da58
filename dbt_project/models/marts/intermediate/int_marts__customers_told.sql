-- one row per customer and, per dimension, its value as the project tells it; null where it is not known
{% set dimensions = var('dimensions') %}
{% set tables = dimensions | selectattr('from', 'defined') | map(attribute='from') | unique | list %}
select
    customers.customer_id{% for dimension in dimensions if dimension.tier is defined %},
    case tiers.{{ dimension.tier }}_rank
        {% for tag in tags_of_tier(dimension.tier) -%}
        when {{ tag.tier_rank }} then '{{ tag.key }}'
        {% endfor -%}
    end as by_{{ dimension.key }}{% endfor %}{% for dimension in dimensions if dimension.from is defined %},
    nullif(trim(cast({{ dimension.from }}.{{ dimension.column }} as string)), '') as by_{{ dimension.key }}{% endfor %}

from {{ ref('dim_customers') }} as customers
left join {{ ref('int_marts__tiers') }} as tiers on customers.customer_id = tiers.customer_id
{% for table in tables -%}
left join {{ ref(table) }} as {{ table }} on customers.customer_id = {{ table }}.customer_id
{% endfor %}
