{% set relative = var('features').relative -%}
{% set tables = relative | selectattr('from', 'defined') | map(attribute='from') | unique | list -%}
with

-- among the customers it is about; the others have none. Nothing else is sorted with them
ranked as (

    select
        features.customer_id{% for feature in relative if feature.of is defined %},
        case
            when {{ feature.where }}
                then percent_rank() over (
                    partition by coalesce({{ feature.where }}, false)
                    order by features.{{ feature.of }} asc nulls first
                )
        end as {{ feature.name }}{% endfor %}

    from {{ ref('int_features__own_and_age') }} as features

)

select
    cast(features.customer_id as string) as customer_id,
    cast(features.as_of_on as date) as as_of_on,
    {% for column in var('features').columns if column.kind != 'relative' -%}
    cast(features.{{ column.name }} as {{ column.type }}) as {{ column.name }},
    {% endfor -%}
    {% for feature in relative -%}
    cast({{ rounded((feature.from or 'ranked') ~ '.' ~ feature.name) }} as double) as {{ feature.name }},
    {% endfor -%}
    cast(features.next_change_on as date) as next_change_on

from {{ ref('int_features__own_and_age') }} as features
inner join ranked on features.customer_id = ranked.customer_id
{% for table in tables -%}
left join {{ ref(table) }} as {{ table }} on features.customer_id = {{ table }}.customer_id
{% endfor %}
