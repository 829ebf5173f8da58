-- one row per customer with a record that tells something: of each field the value of the record that comes first
{% set fields = ['full_name', 'email', 'phone', 'gender', 'birth_on', 'occupation', 'city', 'region',
    'industry', 'employee_count', 'annual_revenue_amount', 'account_id'] %}

select
    customer_id{% for field in fields %},
    max_by({{ field }}, precedence) filter (where {{ field }} is not null) as {{ field }}{% endfor %}

from {{ ref('int_customers__records_united') }}
group by customer_id
