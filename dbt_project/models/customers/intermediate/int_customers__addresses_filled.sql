-- one row per customer with a record: region and city as known, or else as most of the orders were delivered
{% set rule = var('cleaning').fill.usual_delivery_address %}

with

known as (

    select
        customer_id,
        region,
        city

    from {{ ref('int_customers__values_known') }}

),

deliveries as (

    select
        customer_id,
        ship_region,
        ship_city,
        count(*) as order_count,
        max(ordered_at) as last_ordered_at

    from {{ ref('int_customers__orders_resolved') }}
    where customer_id is not null and coalesce(ship_region, ship_city) is not null
    group by customer_id, ship_region, ship_city

),

usual as (

    select
        deliveries.customer_id,
        {{ 'deliveries.ship_region' if 'region' in rule.fields else 'cast(null as string)' }} as region,
        {{ 'deliveries.ship_city' if 'city' in rule.fields else 'cast(null as string)' }} as city

    from deliveries
    inner join known on deliveries.customer_id = known.customer_id
    where
        deliveries.order_count >= {{ rule.least_orders }}
        -- a city of another region would make an address that nobody lives at
        and (known.region is null or known.region = deliveries.ship_region)
        and (known.city is null or known.city = deliveries.ship_city)
    qualify
        row_number() over (
            partition by deliveries.customer_id
            order by
                deliveries.order_count desc,
                deliveries.last_ordered_at desc nulls last,
                deliveries.ship_region asc nulls last,
                deliveries.ship_city asc nulls last
        ) = 1

)

select
    known.customer_id,
    coalesce(known.region, usual.region) as region,
    coalesce(known.city, usual.city) as city,
    known.region is null and usual.region is not null as is_region_filled,
    known.city is null and usual.city is not null as is_city_filled

from known
left join usual on known.customer_id = usual.customer_id
