-- what the conversion model is trained on: customers from when somebody knew who they were until their first order

{% set until_the_first_order %}
    select
        named.customer_id,
        named.since_at,
        first_orders.until_at

    from (
        -- a device is nobody: its visits join a customer only when the customer is told, often by the first order
        select
            customer_id,
            min(first_seen_at) as since_at

        from {{ ref('dim_identities') }}
        where identifier_type <> 'anonymous_id' and customer_id is not null and first_seen_at is not null
        group by customer_id
    ) as named
    left join (
        select
            customer_id,
            min(ordered_at) as until_at

        from placed_orders
        group by customer_id
    ) as first_orders
        on named.customer_id = first_orders.customer_id
{% endset %}

{{ training_features(
    source('ingest', 'training_cut_offs'),
    until_the_first_order,
    var('settings').conversion_horizon_days,
    label='is_converted',
    when_ordered=true,
    row_limit=200000,
) }}
