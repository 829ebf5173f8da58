{#- Lower case, no spaces, half width; null unless it looks like an address. -#}
{% macro normalised_email(column) -%}
    {%- set text = "lower(replace(replace(" ~ column ~ ", ' ', ''), '＠', '@'))" -%}
    case when {{ text }} like '_%@_%._%' then {{ text }} end
{%- endmacro %}
