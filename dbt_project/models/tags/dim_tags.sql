{% for tag in var('tags') -%}
select
    cast('{{ tag.key }}' as string) as tag_key,
    cast('{{ tag.name.zh }}' as string) as name_zh,
    cast('{{ tag.name.en }}' as string) as name_en,
    cast('{{ tag.dimension }}' as string) as dimension,
    cast('{{ tag.source }}' as string) as tag_source,
    cast({{ "'" ~ sql_text(tag.rule) ~ "'" if tag.source == 'rule' else 'null' }} as string) as rule,
    cast('{{ sql_text(tag.owner) }}' as string) as owner,
    cast('{{ sql_text(tag.purpose) }}' as string) as purpose,
    cast('{{ sql_text(tag.action) }}' as string) as action,
    cast({{ tag.ttl_days }} as bigint) as ttl_days,
    cast({{ tag.fresh_days | default('null') }} as bigint) as fresh_days,
    cast({{ "'" ~ tag.consumers | join(', ') ~ "'" if tag.consumers else 'null' }} as string) as consumers,
    cast('{{ tag.sensitivity }}' as string) as sensitivity
{{ 'union all' if not loop.last }}
{% endfor %}
