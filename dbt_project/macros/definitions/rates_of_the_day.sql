{#-
Joins `rates`, the rate at which a currency converts on a day: null where there is none. The reporting currency
converts on every day, an unknown one included.
-#}
{% macro rates_of_the_day(currency_code, day) -%}
left join {{ ref('int_customers__rates') }} as rates
    on
        {{ currency_code }} = rates.currency_code
        and coalesce({{ day }}, cast('9999-12-30' as date)) >= rates.valid_from_on
        and coalesce({{ day }}, cast('9999-12-30' as date)) < rates.valid_to_on
{%- endmacro %}
