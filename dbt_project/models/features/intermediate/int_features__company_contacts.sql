-- the people of a company; who was told of without a date was always there
{{ config(materialized='view') }}

select
    company_customer_id as customer_id,
    customer_id as contact_customer_id,
    is_main_company,
    coalesce(last_told_at, timestamp '1970-01-01 00:00:00') as told_at,
    coalesce({{ business_day('last_told_at') }}, date '1970-01-01') as told_on

from {{ ref('fct_company_contacts') }}
