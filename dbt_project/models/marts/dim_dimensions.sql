{% for dimension in var('dimensions') -%}
select
    cast('{{ dimension.key }}' as string) as dimension_key,
    cast('{{ sql_text(dimension.name.zh) }}' as string) as name_zh,
    cast('{{ sql_text(dimension.name.en) }}' as string) as name_en,
    cast('{{ dimension.from | default('fct_customer_tags') }}' as string) as from_table,
    cast('{{ dimension.column | default(dimension.tier) }}' as string) as from_column,
    cast({{ loop.index }} as bigint) as place
{{ 'union all' if not loop.last }}
{% endfor %}
