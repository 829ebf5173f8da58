{#-
Another record's key made unique over all sources; null stays null. Where the source's YAML says whose ids they are
(`ids_of`), the contract row carries it in `<column>_of`.
-#}
{% macro referred_id(column) -%}
    coalesce({{ column }}_of, source_system) || ':' || {{ column }}
{%- endmacro %}
