{% set fields = (var('settings').profile_fields + var('settings').company_profile_fields) | unique | list %}

-- one row per customer, with what its records tell of the fields listed in settings: filled values are not known
select
    customers.customer_id,
    customers.customer_type,
    customers.completeness_rate{% for field in fields %},
    known.{{ field }}{% endfor %}

from {{ ref('dim_customers') }} as customers
left join {{ ref('int_customers__values_known') }} as known on customers.customer_id = known.customer_id
