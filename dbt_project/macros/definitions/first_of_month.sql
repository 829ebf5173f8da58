{#- The first day of a month, of its number: twelve times the year, plus 1 to 12. -#}
{% macro first_of_month(number) -%}
    {%- set year = 'cast(floor((' ~ number ~ ' - 1) / 12) as bigint)' -%}
    cast(
        cast({{ year }} as string) || '-' || right('0' || cast({{ number }} - 12 * {{ year }} as string), 2) || '-01'
        as date
    )
{%- endmacro %}
