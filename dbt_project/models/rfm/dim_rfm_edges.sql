{% for name, measure in var('rfm').measures.items() -%}
select
    cast(customer_type || ':{{ name }}' as string) as rfm_edge_key,
    cast(customer_type as string) as customer_type,
    cast('{{ name }}' as string) as measure,
    cast('{{ measure.of }}' as string) as feature_key{% for number in range(1, 5) %},
    cast({{ rounded('cast(' ~ name ~ '_edge_' ~ number ~ ' as double)') }} as double) as edge_{{ number }}{% endfor %}

from {{ ref('int_rfm__edges') }}
{{ 'union all' if not loop.last }}
{% endfor %}
