{#-
An amount in the reporting currency, by the rate that `rates_of_the_day` has joined. 19 digits: with 18 DuckDB
multiplies in 64 bits, which a million times a rate overflows.
-#}
{% macro converted(amount, rate='rates.rate') -%}
    try_cast(cast({{ amount }} as decimal(19, 4)) * {{ rate }} as decimal(18, 4))
{%- endmacro %}
