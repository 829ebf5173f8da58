{#- The loader has cleaned it (definitions/cleaning.yml). -#}
{% macro normalised_email(column) -%}
    {{ column }}
{%- endmacro %}
