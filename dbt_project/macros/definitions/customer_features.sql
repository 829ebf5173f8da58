{#-
Own features over a spine: one row per (customer_id, as_of) of the relation `spine` (customer_id, as_of,
as_of_on). Training and serving both use this macro, so a feature means the same in both.
A window of n days holds facts with occurred_on >= as_of_on - n and occurred_at < as_of.
-#}
{% macro customer_features(spine) %}
{%- set features = var('features').own -%}
{%- set facts = features | map(attribute='from') | unique | list -%}
with

spine as (

    select * from {{ spine }}

),
{% for fact in facts %}
{{ fact }} as (

    {{ feature_facts(fact) }}

),

{{ fact }}_features as (

    select
        spine.customer_id,
        spine.as_of,
        {% for feature in features if feature.from == fact and feature.value is defined -%}
        {% for column in feature.columns -%}
        {{ windowed(feature, column.window) }} as {{ column.name }},
        {% endfor -%}
        {% endfor -%}
        least(
            {%- for window in fact_windows(features, fact) %}
            min({{ next_change('facts.occurred_on', window) }}),
            {%- endfor %}
            cast(null as date), cast(null as date)
        ) as {{ fact }}_next_change_on

    from spine
    inner join {{ fact }} as facts
        on spine.customer_id = facts.customer_id and facts.occurred_at < spine.as_of
    group by spine.customer_id, spine.as_of

),
{% for feature in features if feature.from == fact and feature.value is not defined -%}
{% for column in feature.columns %}
{{ column.name }}s as (

    {{ picked_value(feature, column) }}

),
{% endfor %}
{%- endfor %}
{%- endfor %}
own as (

    select
        spine.customer_id,
        spine.as_of,
        spine.as_of_on,
        {% for feature in features -%}
        {% for column in feature.columns -%}
        {%- set value = (feature.from ~ '_features' if feature.value is defined else column.name ~ 's') ~ '.' ~ column.name -%}
        {%- set value = 'coalesce(' ~ value ~ ', ' ~ feature.empty ~ ')' if feature.empty is defined else value %}
        cast({{ rounded(value) if feature.type == 'double' else value }} as {{ feature.type }}) as {{ column.name }},
        {% endfor -%}
        {% endfor -%}
        least(
            {%- for fact in facts %}
            {{ fact }}_features.{{ fact }}_next_change_on{{ ',' if not loop.last }}
            {%- endfor %}
        ) as next_change_on

    from spine
    {%- for fact in facts %}
    left join {{ fact }}_features
        on spine.customer_id = {{ fact }}_features.customer_id and spine.as_of = {{ fact }}_features.as_of
    {%- endfor %}
    {%- for feature in features if feature.value is not defined -%}
    {%- for column in feature.columns %}
    left join {{ column.name }}s
        on spine.customer_id = {{ column.name }}s.customer_id and spine.as_of = {{ column.name }}s.as_of
    {%- endfor %}
    {%- endfor %}

)

select * from own
{% endmacro %}
