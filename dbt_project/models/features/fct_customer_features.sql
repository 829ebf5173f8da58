with

features as (

    select * from {{ ref('int_features__own_and_age') }}

),

{% for feature in var('features').relative -%}
{{ feature.name }}s as (

    select
        customer_id,
        percent_rank() over (order by {{ feature.of }} asc nulls first) as {{ feature.name }}

    from features
    where {{ feature.where }}

),

{% endfor %}
joined as (

    select
        features.*{% for feature in var('features').relative %},
        {{ feature.name }}s.{{ feature.name }}{% endfor %}

    from features{% for feature in var('features').relative %}
    left join {{ feature.name }}s on features.customer_id = {{ feature.name }}s.customer_id{% endfor %}

)

select
    cast(customer_id as string) as customer_id,
    cast(as_of_on as date) as as_of_on,
    {% for column in var('features').columns -%}
    {% if column.kind == 'relative' -%}
    cast({{ rounded(column.name) }} as double) as {{ column.name }},
    {% else -%}
    cast({{ column.name }} as {{ column.type }}) as {{ column.name }},
    {% endif -%}
    {% endfor -%}
    cast(next_change_on as date) as next_change_on

from joined
