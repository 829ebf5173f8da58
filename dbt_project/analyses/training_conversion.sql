-- what the conversion model is trained on: customers from when somebody knew who they were until their first order

{% set until_the_first_order %}
    select
        named.customer_id,
        named.since_at,
        first_orders.until_at

    from named
    left join (
        select
            customer_id,
            min(ordered_at) as until_at

        from placed_orders
        group by customer_id
    ) as first_orders
        on named.customer_id = first_orders.customer_id
{% endset %}

with

named as (

    {{ named_customers() }}

),

frame as (

    {{ training_features(
        source('ingest', 'training_cut_offs'),
        until_the_first_order,
        var('settings').conversion_horizon_days,
        label='is_converted',
        when_ordered=true,
        row_limit=200000,
    ) }}

)

select
    frame.*,
    {{ days_between(business_day('named.since_at'), 'frame.cut_off_on') }} as days_known

from frame
inner join named on frame.customer_id = named.customer_id
