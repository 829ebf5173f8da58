{% set features = var('features').relative -%}
with

features as (

    select * from {{ ref('int_features__own_and_age') }}

),

-- among the customers it is about; the others have none
ranked as (

    select
        features.*{% for feature in features if feature.of is defined %},
        case
            when {{ feature.where }}
                then percent_rank() over (
                    partition by coalesce({{ feature.where }}, false)
                    order by features.{{ feature.of }} asc nulls first
                )
        end as {{ feature.name }}{% endfor %}

    from features

)

select
    cast(ranked.customer_id as string) as customer_id,
    cast(ranked.as_of_on as date) as as_of_on,
    {% for column in var('features').columns -%}
    {% if column.kind == 'relative' -%}
    cast({{ rounded(column.name) }} as double) as {{ column.name }},
    {% else -%}
    cast({{ column.name }} as {{ column.type }}) as {{ column.name }},
    {% endif -%}
    {% endfor -%}
    cast(ranked.next_change_on as date) as next_change_on

from ranked
{% for table in features | selectattr('from', 'defined') | map(attribute='from') | unique -%}
left join {{ ref(table) }} as {{ table }} on ranked.customer_id = {{ table }}.customer_id
{% endfor %}
