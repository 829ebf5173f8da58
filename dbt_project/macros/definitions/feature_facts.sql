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
