{#- The loader has cleaned it (definitions/cleaning.yml). -#}
{% macro normalised_phone(column) -%}
    {{ column }}
{%- endmacro %}
