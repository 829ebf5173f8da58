{% for fact in var('events').facts -%}
{%- set last_fact = loop.last -%}
{%- for event_type, name in fact.types.items() -%}
{%- set family = var('events').families[fact.family] -%}
select
    cast('{{ event_type }}' as string) as event_type,
    cast('{{ fact.family }}' as string) as event_family,
    cast('{{ fact.by }}' as string) as actor,
    cast('{{ sql_text(name.zh) }}' as string) as name_zh,
    cast('{{ sql_text(name.en) }}' as string) as name_en,
    cast('{{ sql_text(family.zh) }}' as string) as family_zh,
    cast('{{ sql_text(family.en) }}' as string) as family_en
{{ 'union all' if not (last_fact and loop.last) }}
{% endfor -%}
{%- endfor %}
