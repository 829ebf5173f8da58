{% for key, quadrant in var('rfm').quadrants.items() -%}
select
    cast('{{ key }}' as string) as value_quadrant,
    cast('{{ sql_text(quadrant.zh) }}' as string) as name_zh,
    cast('{{ sql_text(quadrant.en) }}' as string) as name_en,
    cast('{{ sql_text(quadrant.treatment.zh) }}' as string) as treatment_zh,
    cast('{{ sql_text(quadrant.treatment.en) }}' as string) as treatment_en
{{ 'union all' if not loop.last }}
{% endfor %}
