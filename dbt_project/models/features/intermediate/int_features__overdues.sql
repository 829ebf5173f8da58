-- times a customer fell behind: an order not paid in full when it was due, or a contact that says so
{{ config(materialized='view') }}
{% set settings = var('settings') %}

with

-- who never tells of payments does not say that none were made
paying_systems as (

    select distinct source_system
    from {{ ref('fct_payments') }}

),

due as (

    select
        orders.order_id,
        orders.customer_id,
        orders.reporting_amount,
        {{ add_days('orders.ordered_on', settings.risk_overdue_days) }} as overdue_on

    from {{ ref('fct_orders') }} as orders
    inner join paying_systems on orders.source_system = paying_systems.source_system
    where orders.customer_id is not null and orders.reporting_amount > 0

),

paid as (

    select
        due.order_id,
        sum(payments.reporting_amount) as paid_amount

    from due
    inner join {{ ref('fct_payments') }} as payments
        on due.order_id = payments.order_id and due.overdue_on > payments.paid_on
    group by due.order_id

),

-- what came back or was cancelled is not owed
returned as (

    select distinct due.order_id
    from due
    inner join {{ ref('fct_returns') }} as sent_back
        on due.order_id = sent_back.order_id and due.overdue_on > sent_back.returned_on

),

unpaid as (

    select
        due.order_id as overdue_key,
        due.customer_id,
        'unpaid_order' as kind,
        {{ day_start('due.overdue_on') }} as overdue_at,
        due.overdue_on

    from due
    left join paid on due.order_id = paid.order_id
    left join returned on due.order_id = returned.order_id
    where
        returned.order_id is null
        and coalesce(paid.paid_amount, 0) < {{ settings.risk_paid_share }} * due.reporting_amount

),

told as (

    select
        interaction_id as overdue_key,
        customer_id,
        'told' as kind,
        occurred_at as overdue_at,
        occurred_on as overdue_on

    from {{ ref('fct_interactions') }}
    where
        customer_id is not null
        and outcome in (
            {%- for word in settings.risk_told_outcomes %}
            '{{ sql_text(word) }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )

)

select * from unpaid
union all
select * from told
