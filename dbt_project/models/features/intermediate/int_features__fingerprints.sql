-- a sum of hashes: the order of rows leaves no trace, and two equal rows do not cancel each other
{% set facts = own_feature_facts() %}

with

{% for fact in facts -%}
{{ fact }} as (

    {{ feature_facts(fact) }}

),

{{ fact }}_fingerprints as (

    select
        customer_id,
        sum({{ row_hash(fact) }}) as fingerprint

    from {{ fact }}
    group by customer_id

),

{% endfor -%}
fingerprints as (
    {% for fact in facts %}
    select
        customer_id,
        -- the same row in another fact is another thing
        fingerprint * {{ loop.index }} as fingerprint

    from {{ fact }}_fingerprints
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    customer_id,
    cast(sum(fingerprint) as decimal(38, 0)) as facts_fingerprint

from fingerprints
group by customer_id
