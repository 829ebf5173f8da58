{#- Digits only, without the Chinese country code; null below seven digits. -#}
{% macro normalised_phone(column) -%}
    {%- set digits = replace_all(column, '[^0-9]', '') -%}
    {%- set short = replace_all(digits, '^(0086|86)(1[0-9]{10})$', 'X') -%}
    case
        when length({{ digits }}) < 7 then null
        when {{ short }} = 'X' then right({{ digits }}, 11)
        else {{ digits }}
    end
{%- endmacro %}
