{#-
The rows of `relation` with the customer_id that their identifiers point to. `columns` maps identifier types to
columns, the surest first. All identifiers of one record are one component, so any of them gives the same customer;
one that points nowhere, or to several customers, leaves it to the next.
-#}
{% macro resolved_to_customer(relation, columns) %}
select
    rows_of.*,
    coalesce({% for identifier_type in columns %}by_{{ identifier_type }}.customer_id{{ ', ' if not loop.last }}{% endfor %}) as customer_id

from {{ relation }} as rows_of
{%- for identifier_type, column in columns.items() %}
left join {{ ref('int_customers__identifiers_resolved') }} as by_{{ identifier_type }}
    on by_{{ identifier_type }}.identifier_type = '{{ identifier_type }}'
    and rows_of.{{ column }} = by_{{ identifier_type }}.identifier_value
{%- endfor %}
{% endmacro %}
