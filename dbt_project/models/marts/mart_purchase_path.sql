{% set settings = var('settings') %}
{% set steps = purchase_path(settings.purchase_path_days) %}
with

figures as (

    select * from {{ ref('int_marts__segment_figures') }}

),

visits_of_nobody_known as (

    select
        count(*) as visit_count{% for step in steps if step.of_visit %},
        count_if({{ step.of_visit }}) as {{ step.key }}_count{% endfor %}

    from {{ ref('fct_sessions') }} as sessions
    inner join {{ source('ingest', 'run_context') }} as run_context on sessions.started_at < run_context.as_of
    where
        sessions.customer_id is null
        and sessions.started_on >= {{ add_days('run_context.as_of_on', -settings.purchase_path_days) }}

),

steps as (
    {% for step in steps %}
    select
        figures.segment_key,
        {{ loop.index }} as step_number,
        '{{ step.key }}' as step,
        '{{ step.zh }}' as name_zh,
        '{{ step.en }}' as name_en,
        cast(figures.customer_count as double) as member_count,
        cast(figures.{{ step.key }}_count as double) as did_count,
        cast(figures.reached_{{ step.key }}_count as double) as k,
        cast({{ 'null' if loop.first else 'figures.reached_' ~ steps[loop.index0 - 1].key ~ '_count' }} as double) as n,
        case
            when figures.segment_key = 'all'
                then {{ 'visits.' ~ step.key ~ '_count' if step.of_visit else 'cast(null as bigint)' }}
        end as unknown_visit_count

    from figures
    cross join visits_of_nobody_known as visits
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

rated as (

    select
        steps.*,
        steps.k / nullif(steps.n, 0) as conversion_rate,
        everybody.k / nullif(everybody.n, 0) as rate_of_all,
        {{ share_end('steps.k', 'steps.n', 'low') }} as rate_low,
        {{ share_end('steps.k', 'steps.n', 'high') }} as rate_high

    from steps
    inner join steps as everybody on steps.step_number = everybody.step_number and everybody.segment_key = 'all'

),

-- what a segment loses at a step, as a share of what it would keep if it were like all; of all the least kept share
judged as (

    select
        *,
        case
            when n < {{ settings.purchase_path_min_customers }} then null
            when segment_key = 'all' then conversion_rate
            when rate_high < rate_of_all then conversion_rate / nullif(rate_of_all, 0)
        end as weakness

    from rated

),

ranked as (

    select
        *,
        row_number() over (
            partition by segment_key
            order by weakness asc nulls last, step_number asc nulls last
        ) as place

    from judged

)

select
    cast(segment_key as string) as segment_key,
    cast(step_number as bigint) as step_number,
    cast(step as string) as step,
    cast(name_zh as string) as name_zh,
    cast(name_en as string) as name_en,
    cast({{ settings.purchase_path_days }} as bigint) as within_days,
    cast(member_count as bigint) as customer_count,
    cast(did_count as bigint) as did_count,
    cast({{ rounded('did_count / nullif(member_count, 0)') }} as double) as did_share,
    cast(k as bigint) as reached_count,
    cast({{ rounded('conversion_rate') }} as double) as conversion_rate,
    cast({{ rounded('rate_low') }} as double) as rate_low,
    cast({{ rounded('rate_high') }} as double) as rate_high,
    cast({{ rounded('rate_of_all') }} as double) as rate_of_all,
    cast(coalesce(weakness is not null and place = 1, false) as boolean) as is_weakest,
    cast(unknown_visit_count as bigint) as unknown_visit_count

from ranked
