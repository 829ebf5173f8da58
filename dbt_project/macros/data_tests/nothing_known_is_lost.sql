{#- Every value that a record knows of its customer counts in the table of values: none is lost in a merge. -#}
{% test nothing_known_is_lost(model) %}
with

known as (
    {% for field in var('survivorship').fields %}
    select
        '{{ field }}' as field,
        customer_id,
        count({{ field }}) as known_count

    from {{ ref('int_customers__records_united') }}
    where {{ field }} is not null
    group by customer_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

told as (

    select
        field,
        customer_id,
        sum(record_count) as told_count

    from {{ model }}
    group by field, customer_id

)

select known.*
from known
left join told on known.customer_id = told.customer_id and known.field = told.field
where coalesce(told.told_count, 0) <> known.known_count
{% endtest %}
