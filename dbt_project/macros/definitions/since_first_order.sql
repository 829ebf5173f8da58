{#- The span in which a customer who ordered is one, for `training_features`: from the first order on. -#}
{% macro since_first_order() %}
    select
        customer_id,
        min(ordered_at) as since_at,
        cast(null as timestamp) as until_at

    from placed_orders
    group by customer_id
{% endmacro %}
