{#- A fact table as features read it: customer_id, occurred_at, occurred_on and what the aggregates name. -#}
{% macro feature_facts(fact) %}
    {%- if fact == 'orders' -%}
    select
        customer_id, ordered_at as occurred_at, ordered_on as occurred_on,
        is_weekend, ordered_hour, channel, payment_method, reporting_amount
    from {{ ref('fct_orders') }}
    where customer_id is not null
    {%- elif fact == 'order_lines' -%}
    select
        customer_id, ordered_at as occurred_at, ordered_on as occurred_on,
        product_id, category, brand, quantity, is_discounted, reporting_margin_amount,
        reporting_discount_amount
    from {{ ref('fct_order_lines') }}
    where customer_id is not null and line_type = 'sale'
    {%- elif fact == 'payments' -%}
    select customer_id, paid_at as occurred_at, paid_on as occurred_on, payment_method, reporting_amount
    from {{ ref('fct_payments') }}
    where customer_id is not null
    {%- elif fact == 'returns' -%}
    select customer_id, returned_at as occurred_at, returned_on as occurred_on, reporting_amount
    from {{ ref('fct_returns') }}
    where customer_id is not null
    {%- elif fact == 'events' -%}
    select customer_id, occurred_at, occurred_on, event_name, channel, category
    from {{ ref('fct_events') }}
    where customer_id is not null
    {%- elif fact == 'messages' -%}
    select customer_id, sent_at as occurred_at, sent_on as occurred_on, channel
    from {{ ref('fct_messages') }}
    where customer_id is not null and arm = 'treatment'
    {%- elif fact == 'message_events' -%}
    select customer_id, occurred_at, occurred_on, message_id, event_name, channel
    from {{ ref('fct_message_events') }}
    where customer_id is not null
    {%- elif fact == 'tickets' -%}
    select customer_id, opened_at as occurred_at, opened_on as occurred_on, category, is_complaint
    from {{ ref('fct_tickets') }}
    where customer_id is not null
    {%- elif fact == 'ratings' -%}
    select customer_id, rated_at as occurred_at, rated_on as occurred_on, satisfaction_score
    from {{ ref('fct_tickets') }}
    where customer_id is not null and rated_at is not null and satisfaction_score is not null
    {%- elif fact == 'consents' -%}
    select customer_id, changed_at as occurred_at, changed_on as occurred_on, purpose, status
    from {{ ref('fct_consents') }}
    where customer_id is not null
    {#- of two words said at the same instant the withdrawal counts #}
    qualify row_number() over (partition by customer_id, purpose, changed_at order by status desc) = 1
    {%- endif %}
{% endmacro %}
