{#- Every order of a known currency has a rate of its day; the others are left out of amounts. -#}
{% test has_a_rate(model) %}
select
    currency_code,
    count(*) as unconverted_order_count
from {{ model }}
where currency_code is not null and reporting_amount is null
group by currency_code
{% endtest %}
