{#- A source's own key made unique over all sources: `<source_system>:<id>`; null stays null. -#}
{% macro source_id(column) -%}
    source_system || ':' || {{ column }}
{%- endmacro %}
