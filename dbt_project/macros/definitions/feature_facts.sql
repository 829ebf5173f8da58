{#- A fact table as features read it: customer_id, occurred_at, occurred_on and what the aggregates name. -#}
{% macro feature_facts(fact) %}
    {%- if fact == 'orders' -%}
    select customer_id, ordered_at as occurred_at, ordered_on as occurred_on, is_weekend, reporting_amount
    from {{ ref('fct_orders') }}
    where customer_id is not null
    {%- elif fact == 'order_lines' -%}
    select
        customer_id, ordered_at as occurred_at, ordered_on as occurred_on,
        product_id, quantity, is_discounted, reporting_margin_amount
    from {{ ref('fct_order_lines') }}
    where customer_id is not null and line_type = 'sale'
    {%- elif fact == 'returns' -%}
    select customer_id, returned_at as occurred_at, returned_on as occurred_on, reporting_amount
    from {{ ref('fct_returns') }}
    where customer_id is not null
    {%- elif fact == 'events' -%}
    select customer_id, occurred_at, occurred_on, event_name
    from {{ ref('fct_events') }}
    where customer_id is not null
    {%- endif %}
{% endmacro %}
