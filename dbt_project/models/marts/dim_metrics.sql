{% for metric in var('metrics') -%}
select
    cast('{{ metric.key }}' as string) as metric_key,
    cast('{{ sql_text(metric.name.zh) }}' as string) as name_zh,
    cast('{{ sql_text(metric.name.en) }}' as string) as name_en,
    cast('{{ sql_text(metric.description) }}' as string) as description,
    cast('{{ metric.unit }}' as string) as unit,
    cast('{{ metric.better }}' as string) as better,
    cast('{{ metric.from }}' as string) as from_table,
    cast('{{ sql_text(metric.value) }}' as string) as value_expression
{{ 'union all' if not loop.last }}
{% endfor %}
