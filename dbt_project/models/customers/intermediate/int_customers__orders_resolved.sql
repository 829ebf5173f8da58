with

orders as (

    select * from {{ ref('stg_shop__orders') }}

),

resolved as (

    select * from {{ ref('int_customers__identifiers_resolved') }}

)

select
    orders.*,
    -- all identifiers of one order are one component, so any of them gives the same customer
    coalesce(by_number.customer_id, by_email.customer_id, by_phone.customer_id) as customer_id

from orders
left join resolved as by_number
    on by_number.identifier_type = 'shop_customer_id' and orders.shop_customer_id = by_number.identifier_value
left join resolved as by_email
    on by_email.identifier_type = 'email' and orders.email = by_email.identifier_value
left join resolved as by_phone
    on by_phone.identifier_type = 'phone' and orders.phone = by_phone.identifier_value
