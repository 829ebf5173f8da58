-- one row per record of a person or company that carries facts about its customer, in order of precedence
with

customers as (

    select
        source_system,
        record_key,
        max(customer_id) as customer_id,
        contract_table

    from {{ ref('dim_identities') }}
    where customer_id is not null
    group by source_system, record_key, contract_table

),

contacts as (

    select
        'crm.contacts' as contract_table,
        source_system,
        record_key,
        full_name,
        email,
        phone,
        gender,
        birth_on,
        occupation,
        city,
        region,
        cast(null as string) as industry,
        cast(null as bigint) as employee_count,
        account_id,
        updated_at

    from {{ ref('stg_crm__contacts') }}

),

accounts as (

    select
        'crm.accounts' as contract_table,
        source_system,
        record_key,
        account_name as full_name,
        cast(null as string) as email,
        cast(null as string) as phone,
        cast(null as string) as gender,
        cast(null as date) as birth_on,
        cast(null as string) as occupation,
        city,
        region,
        industry,
        employee_count,
        cast(null as string) as account_id,
        updated_at

    from {{ ref('stg_crm__accounts') }}

),

shop_customers as (

    select
        'shop.customers' as contract_table,
        source_system,
        record_key,
        full_name,
        email,
        phone,
        gender,
        birth_on,
        cast(null as string) as occupation,
        city,
        region,
        cast(null as string) as industry,
        cast(null as bigint) as employee_count,
        cast(null as string) as account_id,
        updated_at

    from {{ ref('stg_shop__customers') }}

),

orders as (

    select
        'shop.orders' as contract_table,
        source_system,
        min(record_key) as record_key,
        cast(null as string) as full_name,
        email,
        phone,
        cast(null as string) as gender,
        cast(null as date) as birth_on,
        cast(null as string) as occupation,
        cast(null as string) as city,
        cast(null as string) as region,
        cast(null as string) as industry,
        cast(null as bigint) as employee_count,
        cast(null as string) as account_id,
        max(ordered_at) as updated_at

    from {{ ref('stg_shop__orders') }}
    group by source_system, shop_customer_id, email, phone

),

records as (

    select * from contacts
    union all
    select * from accounts
    union all
    select * from shop_customers
    union all
    select * from orders

)

select
    customers.customer_id,
    records.*,
    -- the most recently changed record wins; the rest of the order only settles ties
    row_number() over (
        partition by customers.customer_id
        order by
            records.updated_at asc nulls first,
            records.contract_table desc,
            records.source_system asc,
            records.record_key asc
    ) as precedence

from records
inner join customers
    on
        records.contract_table = customers.contract_table
        and records.source_system = customers.source_system
        and records.record_key = customers.record_key
