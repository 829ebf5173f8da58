{#- A number as people read it: whole from 100 on, else with two places. -#}
{% macro shown_number(number) -%}
    case
        when abs({{ number }}) >= 100 then cast(cast(round({{ number }}) as bigint) as string)
        else cast(cast({{ number }} as decimal(18, 2)) as string)
    end
{%- endmacro %}
