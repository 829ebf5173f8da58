with

-- a customer known only by a return or an event has no record with facts
customers as (

    select
        customer_id,
        count(distinct source_system || '|' || contract_table || '|' || record_key) as record_count,
        count(distinct source_system) as source_system_count,
        -- a record of an account makes its customer a company
        bool_or(contract_table = 'crm.accounts') as is_company

    from {{ ref('dim_identities') }}
    where customer_id is not null
    group by customer_id

),

known as (

    select * from {{ ref('int_customers__values_known') }}

),

addresses as (

    select * from {{ ref('int_customers__addresses_filled') }}

),

places as (

    select * from {{ ref('int_customers__places') }}

),

companies as (

    select * from {{ ref('int_customers__identifiers_resolved') }}
    where identifier_type = 'crm_account_id'

)

select
    cast(customers.customer_id as string) as customer_id,
    cast(case when customers.is_company then 'company' else 'person' end as string) as customer_type,
    cast(known.full_name as string) as full_name,
    cast(known.email as string) as email,
    cast(known.phone as string) as phone,
    cast(known.gender as string) as gender,
    cast(known.birth_on as date) as birth_on,
    cast(known.occupation as string) as occupation,
    cast(addresses.city as string) as city,
    cast(addresses.region as string) as region,
    cast(coalesce(addresses.is_city_filled, false) as boolean) as is_city_filled,
    cast(coalesce(addresses.is_region_filled, false) as boolean) as is_region_filled,
    cast(coalesce(cities.region_code, regions.region_code) as string) as region_code,
    cast(known.industry as string) as industry,
    cast(known.employee_count as bigint) as employee_count,
    cast(known.annual_revenue_amount as decimal(18, 4)) as annual_revenue_amount,
    cast(companies.customer_id as string) as company_customer_id,
    cast(
        coalesce(cities.purchasing_power_index, regions.purchasing_power_index) as double
    ) as purchasing_power_index,
    cast(known.email is not null as boolean) as has_email,
    cast(known.phone is not null as boolean) as has_phone,
    cast(customers.record_count as bigint) as record_count,
    cast(customers.source_system_count as bigint) as source_system_count,
    -- a filled value is not known: it counts apart, in is_…_filled
    cast(
        case
            when customers.is_company
                then {{ rounded(known_share(var('settings').company_profile_fields, 'known')) }}
            else {{ rounded(known_share(var('settings').profile_fields, 'known')) }}
        end as double
    ) as completeness_rate

from customers
left join known on customers.customer_id = known.customer_id
left join addresses on customers.customer_id = addresses.customer_id
left join companies on known.account_id = companies.identifier_value
left join places as regions on addresses.region = regions.region_name
left join places as cities
    on
        addresses.city = cities.region_name
        and coalesce(addresses.region in (cities.parent_name, cities.region_name), true)
