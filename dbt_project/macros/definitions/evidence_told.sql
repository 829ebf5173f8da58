{#- The keys of the evidence that is there, joined by commas; null for none. -#}
{% macro evidence_told(evidence) -%}
    nullif(concat_ws(
        ','{% for piece in evidence %},
        case when {{ piece.rule }} then '{{ piece.key }}' end{% endfor %}
    ), '')
{%- endmacro %}
