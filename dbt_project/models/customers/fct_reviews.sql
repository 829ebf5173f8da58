with

reviews as (

    {{ resolved_to_customer(
        ref('stg_shop__reviews'),
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
    ) }}

),

products as (

    select * from {{ ref('stg_shop__products') }}

)

select
    cast(reviews.review_id as string) as review_id,
    cast(reviews.source_system as string) as source_system,
    cast(reviews.customer_id as string) as customer_id,
    cast(reviews.order_id as string) as order_id,
    cast(reviews.product_id as string) as product_id,
    cast(products.category as string) as category,
    cast(reviews.rating as bigint) as rating,
    cast(reviews.reviewed_at as timestamp) as reviewed_at,
    cast(reviews.reviewed_on as date) as reviewed_on,
    cast(reviews.review_text as string) as review_text

from reviews
left join products on reviews.product_id = products.product_id
where reviews.reviewed_at is not null
