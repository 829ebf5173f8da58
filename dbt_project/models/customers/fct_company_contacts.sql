with

-- a person may have been told to belong to several companies; the profile shows the one that survives
told as (

    select * from {{ ref('fct_customer_field_sources') }}
    where field = 'account_id'

),

companies as (

    select * from {{ ref('int_customers__identifiers_resolved') }}
    where identifier_type = 'crm_account_id' and customer_id is not null

),

contacts as (

    select
        companies.customer_id as company_customer_id,
        told.customer_id,
        bool_or(told.is_winner) as is_main_company,
        sum(told.record_count) as record_count,
        max(told.updated_at) as last_told_at

    from told
    inner join companies on told.field_value = companies.identifier_value
    group by companies.customer_id, told.customer_id

)

select
    cast(company_customer_id as string) as company_customer_id,
    cast(customer_id as string) as customer_id,
    cast(is_main_company as boolean) as is_main_company,
    cast(record_count as bigint) as record_count,
    cast(last_told_at as timestamp) as last_told_at

from contacts
