{#- Text for use inside a quoted SQL literal. -#}
{% macro sql_text(text) -%}
    {{ return(text | replace("'", "''")) }}
{%- endmacro %}


{#- The same as a literal, null where there is no text. -#}
{% macro text_or_null(text) -%}
    {{ return("'" ~ sql_text(text) ~ "'" if text else 'null') }}
{%- endmacro %}
