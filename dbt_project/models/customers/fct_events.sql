-- the time line; a view, so that the facts are not copied
{{ config(materialized='view') }}

{% for fact in var('events').facts -%}
{%- set type = fact.type_by if fact.type_by is defined else "'" ~ (fact.types | first) ~ "'" -%}
select
    cast({{ type }} || ':' || {{ fact.key }} as string) as event_id,
    cast(customer_id as string) as customer_id,
    cast({{ fact.happened }}_at as timestamp) as occurred_at,
    cast({{ fact.happened }}_on as date) as occurred_on,
    cast('{{ fact.family }}' as string) as event_family,
    cast({{ type }} as string) as event_type,
    cast('{{ fact.by }}' as string) as actor,
    {% for column in ('channel', 'session_id', 'product_id', 'category') -%}
    cast({{ fact[column] if fact[column] is defined else 'null' }} as string) as {{ column }},
    {% endfor -%}
    cast({{ fact.amount if fact.amount is defined else 'null' }} as decimal(18, 4)) as reporting_amount,
    cast('{{ fact.contract_table }}' as string) as contract_table

from {{ ref(fact.from) }}
where {{ fact.happened }}_at is not null{{ ' and ' ~ fact.where if fact.where is defined }}
{{ 'union all' if not loop.last }}
{% endfor %}
