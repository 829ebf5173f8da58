-- one row per customer and tag that holds now: by its rule, where nobody stronger speaks, or as given
{% set by_rule = var('tags') | selectattr('source', 'equalto', 'rule') | list %}

with

given as (

    select * from {{ ref('int_tags__given') }}

),

-- the keys of all tags that say nothing more, told in one pass
keys_told as (

    select
        customer_id,
        concat_ws(
            ','{% for tag in by_rule if tag.value is not defined %},
            case when {{ tag.key }} then '{{ tag.key }}' end{% endfor %}
        ) as tag_keys

    from {{ ref('int_tags__evaluated') }}

),

by_rule as (

    select
        customer_id,
        {{ each_part('tag_keys', ',') }} as item_key,
        cast(null as string) as item_value

    from keys_told
    where tag_keys <> ''
    {% for tag in by_rule if tag.value is defined -%}
    union all
    select
        customer_id,
        cast('{{ tag.key }}' as string) as item_key,
        cast({{ tag.key }}_value as string) as item_value

    from {{ ref('int_tags__evaluated') }}
    where {{ tag.key }}
    {% endfor %}

)

select
    by_rule.customer_id,
    by_rule.item_key,
    by_rule.item_value,
    cast('rule' as string) as tag_source,
    cast(null as date) as set_on,
    cast(null as string) as evidence

from by_rule
left join given on by_rule.customer_id = given.customer_id and by_rule.item_key = given.item_key
where given.customer_id is null
union all
select
    customer_id,
    item_key,
    cast(null as string) as item_value,
    tag_source,
    set_on,
    cast(null as string) as evidence

from given
where is_held
