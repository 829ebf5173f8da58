{#- Own features with what is derived from them and the ages; `own` is a relation made by customer_features. -#}
{% macro own_and_age(own) %}
select
    *{% for feature in var('features').derived %},
    cast(
        {% if feature.days_between is defined -%}
        {{ days_between(*feature.days_between) }}
        {%- elif feature.type == 'double' -%}
        {{ rounded(feature.value) }}
        {%- else -%}
        {{ feature.value }}
        {%- endif %} as {{ feature.type }}
    ) as {{ feature.name }}{% endfor %}{% for feature in var('features').age %},
    {{ days_between(feature.since, 'as_of_on') if feature.since is defined else days_between('as_of_on', feature.until) }} as {{ feature.name }}{% endfor %}

from {{ own }}
{%- endmacro %}
