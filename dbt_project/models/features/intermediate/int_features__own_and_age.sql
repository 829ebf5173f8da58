-- ages are made when read: only their anchors are stored
{{ config(materialized='view') }}

select
    *,
    {% for feature in var('features').derived -%}
    cast(
        {% if feature.days_between is defined -%}
        {{ days_between(*feature.days_between) }}
        {%- elif feature.type == 'double' -%}
        {{ rounded(feature.value) }}
        {%- else -%}
        {{ feature.value }}
        {%- endif %} as {{ feature.type }}
    ) as {{ feature.name }},
    {% endfor -%}
    {% for feature in var('features').age -%}
    {{ days_between(feature.since, 'as_of_on') }} as {{ feature.name }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ ref('int_features__own') }}
