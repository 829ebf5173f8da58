-- one row per customer, one boolean per tag
with

inputs as (

    select * from {{ ref('int_tags__inputs') }}

),

held_before as (

    {{ last_observed(source('ingest', 'tag_history')) }}

),

-- without a tag that keeps its last state, one column is left and the join is for nothing
kept as (

    select -- noqa: LT09
        inputs.customer_id{% for tag in var('tags') if tag.null_policy == 'keep_last' %},
        bool_or(held_before.item_key = '{{ tag.key }}' and held_before.is_held) as {{ tag.key }}_before{% endfor %}

    from inputs
    left join held_before on inputs.customer_id = held_before.customer_id -- noqa: ST11
    group by inputs.customer_id

)

select
    inputs.customer_id{% for tag in var('tags') %},
    coalesce(
        ({{ tag.rule }}),
        {{ 'kept.' ~ tag.key ~ '_before, false' if tag.null_policy == 'keep_last' else 'false' }}
    ) as {{ tag.key }}{% endfor %}

from inputs
inner join kept on inputs.customer_id = kept.customer_id
