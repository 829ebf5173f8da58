{#- Text for use inside a quoted SQL literal. -#}
{% macro sql_text(text) -%}
    {{ return(text | replace("'", "''")) }}
{%- endmacro %}
