{% for column in var('features').columns -%}
select
    cast('{{ column.name }}' as string) as feature_key,
    cast('{{ column.dimension }}' as string) as dimension,
    cast('{{ column.kind }}' as string) as kind,
    cast('{{ column.type }}' as string) as data_type,
    cast('{{ sql_text(column.name_zh) }}' as string) as name_zh,
    cast('{{ sql_text(column.description) }}' as string) as description,
    cast({{ text_or_null(column.description_zh) }} as string) as description_zh
{{ 'union all' if not loop.last }}
{% endfor %}
