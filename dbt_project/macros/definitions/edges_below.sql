{#- Number of edges strictly below the value, so that equal values share a score. -#}
{% macro edges_below(value, measure) -%}
    {%- for number in range(1, 5) -%}
    case when cast({{ value }} as double) > edges.{{ measure }}_edge_{{ number }} then 1 else 0 end{{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- One of the four edges of a measure: a quantile over the rows, or what the definition fixes. -#}
{% macro rfm_edge(measure, number) -%}
    {%- if measure.quantiles is defined -%}
    percentile_cont({{ measure.quantiles[number] }}) within group (order by cast({{ measure.of }} as double))
    {%- elif measure.fixed is mapping -%}
    cast(
        case customer_type
            {%- for customer_type, edges in measure.fixed.items() %}
            when '{{ customer_type }}' then {{ edges[number] }}
            {%- endfor %}
        end as double
    )
    {%- else -%}
    cast({{ measure.fixed[number] }} as double)
    {%- endif -%}
{%- endmacro %}
