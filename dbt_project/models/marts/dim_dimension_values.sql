{#- columns whose values have names in a table of their own -#}
{% set named = {
    'lifecycle_stage': ('dim_segments', "replace(segment_key, 'lifecycle_', '')", "segment_type = 'lifecycle'"),
    'cluster_key': ('dim_segments', "replace(segment_key, 'cluster_', '')", "segment_type = 'cluster'"),
    'rfm_class': ('dim_rfm_classes', 'rfm_class', 'true'),
    'value_quadrant': ('dim_quadrants', 'value_quadrant', 'true'),
} %}
with

value_names as (
    {% for dimension in var('dimensions') -%}
    {% if dimension.tier is defined %}
    select
        '{{ dimension.key }}' as dimension_key,
        tag_key as dimension_value,
        name_zh,
        name_en

    from {{ ref('dim_tags') }}
    where tier_key = '{{ dimension.tier }}'
    union all
    {% elif dimension.column in named %}
    {% set table, key, condition = named[dimension.column] %}
    select
        '{{ dimension.key }}' as dimension_key,
        {{ key }} as dimension_value,
        name_zh,
        name_en

    from {{ ref(table) }}
    where {{ condition }}
    union all
    {% endif -%}
    {% for value, name in (dimension.value_names or {}).items() %}
    select
        '{{ dimension.key }}' as dimension_key,
        '{{ value }}' as dimension_value,
        '{{ sql_text(name.zh) }}' as name_zh,
        '{{ sql_text(name.en) }}' as name_en
    union all
    {% endfor -%}
    {% for value, zh, en in [('unknown', '未知', 'Unknown'), ('other', '其他', 'Other')] %}
    select
        '{{ dimension.key }}' as dimension_key,
        '{{ value }}' as dimension_value,
        '{{ zh }}' as name_zh,
        '{{ en }}' as name_en
    {{ 'union all' if not loop.last }}
    {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- one name each, whatever the tables say
once as (

    select * from value_names
    qualify row_number() over (
        partition by dimension_key, dimension_value
        order by name_zh asc nulls last, name_en asc nulls last
    ) = 1

),

counted as (

    select
        {{ grouped_by() }},
        count(*) as customer_count

    from {{ ref('int_marts__customers') }}
    group by {{ sets_of_dimensions() }}

)

select
    cast(counted.dimension_key as string) as dimension_key,
    cast(counted.dimension_value as string) as dimension_value,
    cast(coalesce(once.name_zh, counted.dimension_value) as string) as name_zh,
    cast(coalesce(once.name_en, counted.dimension_value) as string) as name_en,
    cast(counted.customer_count as bigint) as customer_count

from counted
left join once
    on counted.dimension_key = once.dimension_key and counted.dimension_value = once.dimension_value
where counted.dimension_key <> 'all'
