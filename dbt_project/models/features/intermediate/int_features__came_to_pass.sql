-- customers with a fact that lay in the future when own features were last computed, and does no longer
with

built_before as (

    {{ own_features_before() }}

),

span as (

    select
        max(built_before.as_of) as seen_until,
        max(run_context.as_of) as as_of

    from {{ source('ingest', 'run_context') }} as run_context
    left join built_before on true

),
{% for name in own_feature_facts() %}
{{ name }} as (

    {{ feature_facts(name) }}

),

{{ name }}_passed as (

    select {{ name }}.customer_id
    from {{ name }}
    inner join span
        on
            ({{ name }}.occurred_at >= span.seen_until and {{ name }}.occurred_at < span.as_of)
            {% for moment in var('facts')[name].moments or [] -%}
            or ({{ name }}.{{ moment }} >= span.seen_until and {{ name }}.{{ moment }} < span.as_of)
            {% endfor %}

),
{% endfor %}
passed as (
    {% for name in own_feature_facts() %}
    select customer_id from {{ name }}_passed
    {{ 'union' if not loop.last }}
    {%- endfor %}

)

select * from passed
