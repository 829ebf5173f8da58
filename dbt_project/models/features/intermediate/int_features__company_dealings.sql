-- what a person did for their company: it counts for the company, and shows who speaks for it
{{ config(materialized='view') }}
{% set dealings = {
    'order': ('fct_orders', 'ordered'),
    'interaction': ('fct_interactions', 'occurred'),
    'opportunity': ('fct_opportunities', 'opened'),
} %}

{% for dealing, (fact, verb) in dealings.items() -%}
select
    person_customer_id as customer_id,
    '{{ dealing }}' as dealing,
    {{ verb }}_at as occurred_at,
    {{ verb }}_on as occurred_on

from {{ ref(fact) }}
where person_customer_id <> customer_id
{{ 'union all' if not loop.last }}
{% endfor %}
