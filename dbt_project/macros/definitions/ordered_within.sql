{#-
Who orders: the customer_id and as_of_on of those moments of the relation `moments` (customer_id, as_of, as_of_on, until_on)
from which on, before the day until_on, the customer places an order.
-#}
{% macro ordered_within(moments) %}
    select distinct
        moments.customer_id,
        moments.as_of_on

    from {{ moments }} as moments
    inner join {{ ref('fct_orders') }} as orders
        on
            moments.customer_id = orders.customer_id
            and orders.ordered_at >= moments.as_of
            and orders.ordered_on < moments.until_on
{% endmacro %}
