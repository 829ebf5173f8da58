-- one row per customer and tag that holds now: by its rule, where nobody stronger speaks, or as given
with

given as (

    select * from {{ ref('int_tags__given') }}

),

by_rule as (

    {% for tag in var('tags') if tag.source == 'rule' -%}
    select
        customer_id,
        cast('{{ tag.key }}' as string) as item_key,
        cast({{ tag.key ~ '_value' if tag.value is defined else 'null' }} as string) as item_value

    from {{ ref('int_tags__evaluated') }}
    where {{ tag.key }}
    union all
    {% endfor -%}
    select
        customer_id,
        item_key,
        cast(null as string) as item_value

    from given
    where false

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
