{#-
The columns of a cause of changes: of a label, of a customer, or of a label of a customer. Of several causes of one change
the first counts:
  1 decision    a person has said or withdrawn that label of that customer since the last run
  2 definition  what the label is made of changed
  3 identity    records of the customer were merged or split
  4 decision    the label is imported: a source system says it, or no longer does
  5 data        something happened on or after the day of the last run, or the customer is new
  6 correction  all that is new of its facts is of days before: it came late, was changed or is gone
  7 data        a register tells something new, which has no day
Where there is none of them, time alone has passed.
-#}
{% macro cause_of(cause, precedence, item='cast(null as string)', customer='cast(null as string)', evidence_on='cast(null as date)') -%}
select
        {{ item }} as item_key,
        {{ customer }} as customer_id,
        '{{ cause }}' as cause,
        {{ precedence }} as precedence,
        {{ evidence_on }} as evidence_on
{%- endmacro %}
