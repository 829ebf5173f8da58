-- one row per customer with a record that tells something: of each field the value that survivorship.yml chooses
{% set fields = var('survivorship').fields %}

with

customers as (

    select distinct customer_id from {{ ref('int_customers__records_united') }}

),

winners as (

    select * from {{ ref('fct_customer_field_sources') }}
    where is_winner

)

select
    customers.customer_id{% for field, chosen in fields.items() %},
    cast(
        max(case when winners.field = '{{ field }}' then winners.field_value end) as {{ chosen.type }}
    ) as {{ field }}{% endfor %}

from customers
left join winners on customers.customer_id = winners.customer_id
group by customers.customer_id
