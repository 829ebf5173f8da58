{% set fields = ['full_name', 'email', 'phone', 'gender', 'birth_on', 'occupation', 'city', 'region',
    'industry', 'employee_count', 'annual_revenue_amount', 'account_id'] %}

with

records as (

    select * from {{ ref('int_customers__records_united') }}

),

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

best_values as (

    select
        customer_id{% for field in fields %},
        max_by({{ field }}, precedence) filter (where {{ field }} is not null) as {{ field }}{% endfor %}

    from records
    group by customer_id

),

companies as (

    select * from {{ ref('int_customers__identifiers_resolved') }}
    where identifier_type = 'crm_account_id'

),

places as (

    select * from {{ ref('int_customers__places_named') }}

)

select
    cast(customers.customer_id as string) as customer_id,
    cast(case when customers.is_company then 'company' else 'person' end as string) as customer_type,
    cast(best_values.full_name as string) as full_name,
    cast(best_values.email as string) as email,
    cast(best_values.phone as string) as phone,
    cast(best_values.gender as string) as gender,
    cast(best_values.birth_on as date) as birth_on,
    cast(best_values.occupation as string) as occupation,
    cast(best_values.city as string) as city,
    cast(best_values.region as string) as region,
    cast(best_values.industry as string) as industry,
    cast(best_values.employee_count as bigint) as employee_count,
    cast(best_values.annual_revenue_amount as decimal(18, 4)) as annual_revenue_amount,
    cast(companies.customer_id as string) as company_customer_id,
    cast(
        coalesce(cities.purchasing_power_index, regions.purchasing_power_index) as double
    ) as purchasing_power_index,
    cast(best_values.email is not null as boolean) as has_email,
    cast(best_values.phone is not null as boolean) as has_phone,
    cast(customers.record_count as bigint) as record_count,
    cast(customers.source_system_count as bigint) as source_system_count,
    cast(
        case
            when customers.is_company
                then {{ rounded(known_share(var('settings').company_profile_fields)) }}
            else {{ rounded(known_share(var('settings').profile_fields)) }}
        end as double
    ) as completeness_rate

from customers
left join best_values on customers.customer_id = best_values.customer_id
left join companies on best_values.account_id = companies.identifier_value
left join places as cities on lower(best_values.city) = cities.place_name
left join places as regions on lower(best_values.region) = regions.place_name
