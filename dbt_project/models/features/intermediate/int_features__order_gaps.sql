-- days from one day with an order to the next
{{ config(materialized='view') }}

with

order_days as (

    select
        customer_id,
        ordered_on,
        min(ordered_at) as ordered_at

    from {{ ref('fct_orders') }}
    where customer_id is not null
    group by customer_id, ordered_on

),

after_the_one_before as (

    select
        *,
        lag(ordered_on) over (partition by customer_id order by ordered_on asc nulls last) as ordered_on_before

    from order_days

)

select
    customer_id,
    ordered_at,
    ordered_on,
    {{ days_between('ordered_on_before', 'ordered_on') }} as gap_days

from after_the_one_before
where ordered_on_before is not null
