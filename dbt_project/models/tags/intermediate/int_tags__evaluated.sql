-- one row per customer: one boolean per tag, and the value of those that say one; tags over tags come layer by layer
{% set tags = var('tags') %}
{% set lasting = tags | selectattr('null_policy', 'equalto', 'keep_last') | map(attribute='key') | list %}
{% set keys = tags | map(attribute='key') | list %}
{% set read = tags | map(attribute='columns', default=['*']) | sum(start=[]) | unique | reject('in', keys) | list %}
{% set last_layer = [0, tags | map(attribute='layer', default=0) | max] | max %}

with

inputs as (

    select * from {{ ref('int_tags__inputs') }}

),

held_before as (

    {{ last_observed(source('ingest', 'tag_history'), lasting) }}

),

-- without a tag that keeps its last state, one column is left and the join is for nothing
kept as (

    select -- noqa: LT09
        inputs.customer_id as kept_id{% for key in lasting %},
        bool_or(held_before.item_key = '{{ key }}' and held_before.is_held) as {{ key }}_before{% endfor %}

    from inputs
    left join held_before on inputs.customer_id = held_before.customer_id -- noqa: ST11
    group by inputs.customer_id

),

-- what people or source systems say of the tags that have no rule
given as (

    select -- noqa: LT09
        customer_id as given_id{% for tag in tags if tag.source | default('rule') != 'rule' %},
        bool_or(item_key = '{{ tag.key }}' and is_held) as {{ tag.key }}_given{% endfor %}

    from {{ ref('int_tags__given') }}
    group by customer_id

),

known as (

    select
        inputs.customer_id,
        {% for column in (['*'] if '*' in read else read) -%}
        inputs.{{ column }},
        {% endfor -%}
        kept.*,
        given.*

    from inputs
    inner join kept on inputs.customer_id = kept.kept_id
    left join given on inputs.customer_id = given.given_id

),
{% for layer in range(last_layer + 1) %}
layer_{{ layer }} as (

    select -- noqa: LT09
        *{% for tag in tags if (tag.layer | default(0)) == layer %},
        {{ tag_answer(tag) }} as {{ tag.key }}{% endfor %}

    from {{ 'layer_' ~ (layer - 1) if layer else 'known' }}

){{ ',' if not loop.last }}
{% endfor %}
select
    customer_id{% for tag in tags %},
    {{ tag.key }}{% if tag.value is defined %},
    case when {{ tag.key }} then cast({{ tag.value }} as string) end as {{ tag.key }}_value{% endif %}{% endfor %}

from layer_{{ last_layer }}
