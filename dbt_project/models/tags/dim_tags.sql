{% for tag in var('tags') -%}
select
    cast('{{ tag.key }}' as string) as tag_key,
    cast('{{ tag.name.zh }}' as string) as name_zh,
    cast('{{ tag.name.en }}' as string) as name_en,
    cast('{{ tag.dimension }}' as string) as dimension,
    cast({{ text_or_null(tag.tier_key) }} as string) as tier_key,
    cast({{ tag.tier_rank | default('null') }} as bigint) as tier_rank,
    cast({{ text_or_null(tag.pack) }} as string) as pack_key,
    cast('{{ tag.source }}' as string) as tag_source,
    cast({{ text_or_null(tag.rule if tag.source == 'rule') }} as string) as rule,
    cast({{ text_or_null(tag.value) }} as string) as value_expression,
    cast({{ text_or_null(tag.unknown_when) }} as string) as unknown_when,
    cast('{{ sql_text(tag.rule_words) }}' as string) as rule_words,
    cast('{{ sql_text(tag.owner) }}' as string) as owner,
    cast('{{ sql_text(tag.purpose) }}' as string) as purpose,
    cast('{{ sql_text(tag.action) }}' as string) as action,
    cast({{ text_or_null(tag.purpose_zh) }} as string) as purpose_zh,
    cast({{ text_or_null(tag.action_zh) }} as string) as action_zh,
    cast({{ tag.ttl_days }} as bigint) as ttl_days,
    cast({{ tag.fresh_days | default('null') }} as bigint) as fresh_days,
    cast({{ text_or_null(tag.consumers | join(', ')) }} as string) as consumers,
    cast('{{ tag.null_policy }}' as string) as null_policy,
    cast('{{ tag.sensitivity }}' as string) as sensitivity
{{ 'union all' if not loop.last }}
{% endfor %}
