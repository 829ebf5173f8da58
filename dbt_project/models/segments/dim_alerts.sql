{% for alert in var('alerts') -%}
select
    cast('{{ alert.key }}' as string) as alert_key,
    cast('{{ sql_text(alert.name.zh) }}' as string) as name_zh,
    cast('{{ sql_text(alert.name.en) }}' as string) as name_en,
    cast('{{ sql_text(alert.rule) }}' as string) as rule,
    cast('{{ sql_text(alert.owner) }}' as string) as owner,
    cast('{{ sql_text(alert.purpose) }}' as string) as purpose,
    cast('{{ sql_text(alert.action) }}' as string) as action,
    cast({{ text_or_null(alert.purpose_zh) }} as string) as purpose_zh,
    cast({{ text_or_null(alert.action_zh) }} as string) as action_zh,
    cast({{ alert.cooldown_days }} as bigint) as cooldown_days
{{ 'union all' if not loop.last }}
{% else -%}
select
    cast(null as string) as alert_key,
    cast(null as string) as name_zh,
    cast(null as string) as name_en,
    cast(null as string) as rule,
    cast(null as string) as owner,
    cast(null as string) as purpose,
    cast(null as string) as action,
    cast(null as string) as purpose_zh,
    cast(null as string) as action_zh,
    cast(null as bigint) as cooldown_days
where false
{% endfor %}
