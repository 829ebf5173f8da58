-- what people and source systems say of a tag of a customer, the strongest of them by tag_precedence
{% set precedence = var('settings').tag_precedence %}
{% set above_rules = precedence[:precedence.index('rule')] %}

with

told as (

    select
        decisions.decision_id,
        decisions.decision,
        decisions.tag_key,
        decisions.set_on,
        decisions.decided_at,
        -- a decision goes with its customer when two become one
        coalesce(redirects.customer_id, decisions.customer_id) as customer_id

    from {{ source('ingest', 'tag_decisions') }} as decisions
    left join {{ ref('dim_redirects') }} as redirects
        on decisions.customer_id = redirects.previous_customer_id

),

manual as (

    select *
    from told
    qualify row_number() over (partition by tag_key, customer_id order by decided_at desc, decision_id desc) = 1

),

said as (

    select
        customer_id,
        tag_key,
        'manual' as tag_source,
        decision = 'give' as is_held,
        set_on

    from manual
    where decision <> 'undo'
    {% for tag in var('tags') if tag.source == 'imported' %}
    union all
    select
        customer_id,
        '{{ tag.key }}' as tag_key,
        'imported' as tag_source,
        true as is_held,
        -- a trait of unknown age is dated by the run that first sees the tag
        nullif(max(told_on), date '1970-01-01') as set_on

    from {{ ref('fct_customer_traits') }}
    where
        trait_key = '{{ sql_text(tag.from.trait) }}'
        and trait_value in (
            {% for value in tag.from['values'] -%}
            '{{ sql_text(value) }}'{{ ',' if not loop.last }}
            {% endfor -%}
        )
    group by customer_id
    {% endfor %}

),

counting as (

    select
        said.customer_id,
        said.tag_key,
        said.tag_source,
        said.is_held,
        case when said.set_on is not null then least(said.set_on, run_context.as_of_on) end as set_on

    from said
    inner join {{ ref('dim_tags') }} as tags on said.tag_key = tags.tag_key
    inner join {{ ref('dim_customers') }} as customers on said.customer_id = customers.customer_id
    cross join {{ source('ingest', 'run_context') }} as run_context
    where
        said.tag_source = tags.tag_source
        -- what a person said of a tag that others judge, too, counts for its time to live
        or (
            {{ add_days('said.set_on', 'tags.ttl_days') }} > run_context.as_of_on
            and (
                tags.tag_source <> 'rule'
                or said.tag_source in ({% for above in above_rules %}'{{ above }}', {% endfor %}'')
            )
        )

)

select
    cast(customer_id as string) as customer_id,
    cast(tag_key as string) as item_key,
    cast(tag_source as string) as tag_source,
    cast(is_held as boolean) as is_held,
    cast(set_on as date) as set_on

from counting
qualify
    row_number() over (
        partition by customer_id, tag_key
        order by
            case tag_source
                {% for told_by in precedence -%}
                when '{{ told_by }}' then {{ loop.index }}
                {% endfor -%}
            end asc nulls last
    ) = 1
