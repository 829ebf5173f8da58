-- a device that two customers share belongs to neither
select
    identifier_type,
    identifier_value,
    case when count(distinct customer_id) = 1 then max(customer_id) end as customer_id

from {{ ref('dim_identities') }}
group by identifier_type, identifier_value
