{#- Number of quantile edges strictly below the value, so that equal values share a score. -#}
{% macro edges_below(value, measure) -%}
    {%- for quantile in var('rfm').quantiles -%}
    case when cast({{ value }} as double) > edges.{{ measure }}_edge_{{ loop.index }} then 1 else 0 end{{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
