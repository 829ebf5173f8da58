{#- A fact of definitions/facts.yml as features read it: its columns, with occurred_at and occurred_on. -#}
{% macro feature_facts(name) -%}
    {%- set fact = var('facts')[name] -%}
    select
        *{% if fact.happened != 'occurred' %},
        {{ fact.happened }}_at as occurred_at,
        {{ fact.happened }}_on as occurred_on{% endif %}

    from {{ ref(fact.table) }}
    where customer_id is not null{{ ' and ' ~ fact.where if fact.where is defined }}
    {{ 'qualify ' ~ fact.qualify if fact.qualify is defined }}
{%- endmacro %}


{#- The rows of a fact that a customer of the spine could be known by, as `facts`. -#}
{% macro facts_seen(name, features) -%}
    {%- set followed = var('facts')[name].not_followed_by -%}
    {%- set bounds = window_bounds(features) -%}
    from spine
    inner join (

        {{ feature_facts(name) }}

    ) as facts
        on
            spine.customer_id = facts.customer_id
            and facts.occurred_at < spine.as_of
            {%- if bounds and none not in bounds %}
            and facts.occurred_on >= spine.from_{{ bounds | max }}d_on
            {%- endif %}
    {%- if followed is defined %}
    left join (

        select
            spine.customer_id,
            spine.as_of,
            later.{{ followed.same }} as followed_by,
            max(later.occurred_at) as followed_at

        from spine
        inner join (

            {{ feature_facts(followed.fact) }}

        ) as later on spine.customer_id = later.customer_id and later.occurred_at < spine.as_of
        group by spine.customer_id, spine.as_of, later.{{ followed.same }}

    ) as later
        on
            spine.customer_id = later.customer_id
            and spine.as_of = later.as_of
            and facts.{{ followed.same }} = later.followed_by
    where coalesce(later.followed_at < facts.occurred_at, true)
    {%- else %}
    where true
    {%- endif %}
{%- endmacro %}
