{#- Whole years from one day to another, as people count them: one more on each birthday. -#}
{% macro age_in_years(birth_on, as_of_on) -%}
    year({{ as_of_on }}) - year({{ birth_on }})
    - case
        when month({{ as_of_on }}) * 100 + day({{ as_of_on }}) < month({{ birth_on }}) * 100 + day({{ birth_on }})
            then 1
        else 0
    end
{%- endmacro %}
