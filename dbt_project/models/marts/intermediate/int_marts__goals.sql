-- one row per goal: what is wanted, and what its metric says
{{ config(materialized='view') }}
with

wanted as (

    {% for goal in var('goals') -%}
    select
        '{{ goal.key }}' as goal_key,
        '{{ goal.metric }}' as metric_key,
        '{{ sql_text(goal.owner) }}' as owner,
        '{{ goal.direction }}' as direction,
        cast({{ goal.target }} as double) as wanted,
        date '{{ goal.by }}' as by_on
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    wanted.*,
    metrics.name_zh,
    metrics.name_en,
    metrics.unit as goal_unit,
    metrics.metric_value as actual

from wanted
inner join {{ ref('mart_metrics') }} as metrics
    on wanted.metric_key = metrics.metric_key and metrics.dimension_key = 'all'
