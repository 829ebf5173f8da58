-- who came through whom: the referred, those whom they referred, and so on
{{ config(materialized='view') }}
{% set last_step = var('settings').referral_most_steps %}
with

step_1 as (

    select
        customer_id,
        related_customer_id

    from {{ ref('mart_customer_ties') }}
    where tie_kind = 'referral'

),
{% for step in range(2, last_step + 1) %}
step_{{ step }} as (

    select distinct
        earlier.customer_id,
        later.related_customer_id

    from step_{{ step - 1 }} as earlier
    inner join step_1 as later on earlier.related_customer_id = later.customer_id
    where earlier.customer_id <> later.related_customer_id

),
{% endfor %}
steps as (
    {% for step in range(1, last_step + 1) %}
    select
        customer_id,
        related_customer_id,
        {{ step }} as step

    from step_{{ step }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    customer_id,
    related_customer_id,
    min(step) as step

from steps
group by customer_id, related_customer_id
