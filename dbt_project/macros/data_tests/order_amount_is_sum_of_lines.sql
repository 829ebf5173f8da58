{#- An order's amount is the sum of its sale lines, to the last digit. -#}
{% test order_amount_is_sum_of_lines(model) %}
with

lines as (

    select order_id, sum(line_amount) as order_amount
    from {{ ref('fct_order_lines') }}
    where line_type = 'sale'
    group by order_id

)

select orders.order_id
from {{ model }} as orders
left join lines on orders.order_id = lines.order_id
where orders.order_amount is distinct from cast(lines.order_amount as decimal(18, 4))
{% endtest %}
