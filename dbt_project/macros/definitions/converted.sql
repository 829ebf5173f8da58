{#-
An amount in the reporting currency, by the rate that `rates_of_the_day` has joined. Of two decimals of up to 18 digits
DuckDB makes one of 18 again, which would overflow. A sum beyond 18
digits is null.
-#}
{% macro converted(amount, rate='rates.rate') -%}
    try_cast(cast({{ amount }} as decimal(20, 4)) * {{ rate }} as decimal(18, 4))
{%- endmacro %}
