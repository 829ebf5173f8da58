{#- The features that are numbers, by which segments are compared. -#}
{% macro compared_features() -%}
    {%- set names = [] -%}
    {%- for column in var('features').columns -%}
        {%- if column.type in ('bigint', 'int', 'double') or column.type.startswith('decimal') -%}
            {%- do names.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
