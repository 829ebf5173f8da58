-- one row per customer: since when they are known, by a fact that features count or by a run that met them

with

facts as (

    {% for fact in var('facts').values() -%}
    select
        customer_id,
        {{ fact.happened }}_at as occurred_at

    from {{ ref(fact.table) }}
    where customer_id is not null
    union all
    {% endfor -%}
    select
        customer_id,
        {{ day_start('changed_on') }} as occurred_at

    from {{ ref('fct_identity_changes') }}
    where customer_id is not null

)

select
    customer_id,
    min(occurred_at) as known_at

from facts
group by customer_id
