{#- An amount in the reporting currency, by the rate that `rates_of_the_day` has joined. -#}
{% macro converted(amount, rate='rates.rate') -%}
    cast(cast({{ amount }} as decimal(18, 4)) * {{ rate }} as decimal(18, 4))
{%- endmacro %}
