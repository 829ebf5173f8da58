{% set metrics = var('metrics') %}
{% set tables = metrics | map(attribute='from') | unique | list %}
with

{% for table in tables %}
described_{{ table }} as (

    select
        facts.*{% for dimension in var('dimensions') %},
        customers.by_{{ dimension.key }}{% endfor %}

    from {{ ref(table) }} as facts
    inner join {{ ref('int_marts__customers') }} as customers on facts.customer_id = customers.customer_id

),

measured_{{ table }} as (

    select
        {{ grouped_by() }}{% for metric in metrics if metric.from == table %},
        cast({{ metric.value }} as double) as {{ metric.key }}{% endfor %},
        count(*) as customer_count

    from described_{{ table }}
    group by {{ sets_of_dimensions() }}

),

{% endfor -%}

metric_values as (
    {% for metric in metrics %}
    select
        '{{ metric.key }}' as metric_key,
        dimension_key,
        dimension_value,
        {{ metric.key }} as metric_value,
        customer_count

    from measured_{{ metric.from }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    cast(metric_values.metric_key as string) as metric_key,
    cast(metric_values.dimension_key as string) as dimension_key,
    cast(metric_values.dimension_value as string) as dimension_value,
    cast(metrics.name_zh as string) as name_zh,
    cast(metrics.name_en as string) as name_en,
    cast(metrics.unit as string) as unit,
    cast({{ rounded('metric_values.metric_value') }} as double) as metric_value,
    cast(metric_values.customer_count as bigint) as customer_count

from metric_values
inner join {{ ref('dim_metrics') }} as metrics on metric_values.metric_key = metrics.metric_key
