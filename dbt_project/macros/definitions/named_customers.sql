{#-
Since when somebody knew who a customer is: one row per customer_id with since_at, by the first record that names the
customer. A device is nobody.
-#}
{% macro named_customers() %}
select
    customer_id,
    min(first_seen_at) as since_at

from {{ ref('dim_identities') }}
where identifier_type <> 'anonymous_id' and customer_id is not null and first_seen_at is not null
group by customer_id
{%- endmacro %}
