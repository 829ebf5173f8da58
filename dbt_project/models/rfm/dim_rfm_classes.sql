{% for key, class in var('rfm').classes.items() -%}
select
    cast('{{ key }}' as string) as rfm_class,
    cast('{{ sql_text(class.zh) }}' as string) as name_zh,
    cast('{{ sql_text(class.en) }}' as string) as name_en
{{ 'union all' if not loop.last }}
{% endfor %}
