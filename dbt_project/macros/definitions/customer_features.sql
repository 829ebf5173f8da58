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

    select
        customer_id,
        as_of,
        as_of_on{% for bound in window_bounds(features) if bound %},
        {{ add_days('as_of_on', -bound) }} as from_{{ bound }}d_on{% endfor %}

    from {{ spine }}

),
{% for fact in facts -%}
{%- set counted_features = features | selectattr('from', 'equalto', fact) | list %}
{%- if 'features' in passes_over(features, fact) %}
{{ fact }}_features as (

    {{ aggregated(fact, counted_features) }}

),
{% endif -%}
{%- for column, picks in picks_of(features, fact).items() %}
{{ fact }}_by_{{ column }} as (

    {{ picked(fact, column, picks, counted_features if passes_over(features, fact) | first == 'by_' ~ column else []) }}

),
{% endfor %}
{%- endfor %}
own as (

    select
        spine.customer_id,
        spine.as_of,
        spine.as_of_on,
        {% for feature in features -%}
        {% for column in feature.columns -%}
        {%- set value = feature.from ~ ('_by_' ~ picked_column(feature) if picked_column(feature) else '_features') ~ '.' ~ column.name -%}
        {%- set value = 'coalesce(' ~ value ~ ', ' ~ feature.empty ~ ')' if feature.empty is defined else value %}
        cast({{ rounded(value) if feature.type == 'double' else value }} as {{ feature.type }}) as {{ column.name }},
        {% endfor -%}
        {% endfor -%}
        least(
            {%- for fact in facts %}
            {{ fact }}_{{ passes_over(features, fact) | first }}.next_change_on{{ ',' if not loop.last }}
            {%- endfor %}
        ) as next_change_on

    from spine
    {%- for fact in facts %}
    {%- for pass in passes_over(features, fact) %}
    left join {{ fact }}_{{ pass }}
        on spine.customer_id = {{ fact }}_{{ pass }}.customer_id and spine.as_of = {{ fact }}_{{ pass }}.as_of
    {%- endfor %}
    {%- endfor %}

)

select * from own
{% endmacro %}
