{#-
The rows of `relation` with the customer_id that their identifiers point to. `columns` maps identifier types to
columns, the surest first. All identifiers of one record are one component, so any of them gives the same customer;
one that points nowhere, or to several customers, leaves it to the next.
With `occurred_on`, a column of days, a device counts from the day on which a record that names its customer was first
seen on it. With `account`, a column of company numbers, a row that has one counts for the company; person_customer_id is
then whom the other identifiers point to.
-#}
{% macro resolved_to_customer(relation, columns, account=none, occurred_on=none) %}
{%- set persons = [] -%}
{%- for identifier_type in columns -%}
    {%- do persons.append('by_' ~ identifier_type ~ '.customer_id') -%}
{%- endfor -%}
{%- set joined = dict(columns) -%}
{%- if account -%}
    {%- do joined.update({'crm_account_id': account}) -%}
{%- endif -%}
select
    rows_of.*,
    {% if account -%}
    coalesce({{ persons | join(', ') }}) as person_customer_id,
    {% endif -%}
    coalesce({{ 'by_crm_account_id.customer_id, ' if account }}{{ persons | join(', ') }}) as customer_id

from {{ relation }} as rows_of
{%- for identifier_type, column in joined.items() %}
left join {{ ref('int_customers__identifiers_resolved') }} as by_{{ identifier_type }}
    on by_{{ identifier_type }}.identifier_type = '{{ identifier_type }}'
    and rows_of.{{ column }} = by_{{ identifier_type }}.identifier_value
    {%- if occurred_on and not var('identity').identifiers.get(identifier_type, {}).makes_customer %}
    and coalesce(rows_of.{{ occurred_on }} >= by_{{ identifier_type }}.known_from_on, true)
    {%- endif %}
{%- endfor %}
{% endmacro %}
