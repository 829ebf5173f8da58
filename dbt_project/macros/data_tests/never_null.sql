{# None of the columns is null in any row; else one row per column that is, with the number of rows. One test per
   table: a test per column costs a refresh more than the scan does. #}
{% test never_null(model, columns) %}

select
    case {% for column in columns %} when {{ column }} is null then '{{ column }}' {% endfor %} end as null_column,
    count(*) as row_count
from {{ model }}
where {% for column in columns %} {{ column }} is null {{ 'or' if not loop.last }} {% endfor %}
group by 1

{% endtest %}
