{#- Customers and profiles are the same set. -#}
{% test every_customer_has_a_profile(model) %}
select coalesce(customers.customer_id, profiles.customer_id) as customer_id
from {{ ref('dim_customers') }} as customers
full outer join {{ model }} as profiles on customers.customer_id = profiles.customer_id
where customers.customer_id is null or profiles.customer_id is null
{% endtest %}
