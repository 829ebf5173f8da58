with

current_rows as (

    {{ current_rows('crm', 'accounts') }}

)

select
    {{ source_id('account_id') }} as account_id,
    source_system,
    record_key,
    account_name,
    industry,
    employee_count,
    annual_revenue_amount,
    currency_code,
    region,
    city,
    created_at,
    {{ business_day('created_at') }} as created_on,
    coalesce(updated_at, created_at) as updated_at,
    {{ business_day('coalesce(updated_at, created_at)') }} as updated_on

from current_rows
