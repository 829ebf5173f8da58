with

goals as (

    select * from {{ ref('int_marts__goals') }}

),

run_context as (

    select as_of_on from {{ source('ingest', 'run_context') }}

),

-- of each day the last run
earlier as (

    select
        history.goal_key,
        history.observed_on,
        history.actual

    from {{ source('ingest', 'goal_history') }} as history
    cross join run_context
    where history.observed_on < run_context.as_of_on and history.actual is not null
    qualify rank() over (
        partition by history.goal_key, history.observed_on order by history.run_sequence desc
    ) = 1

),

-- what is compared with: the oldest day within 90, or else the newest before
compared as (

    select earlier.*
    from earlier
    cross join run_context
    qualify row_number() over (
        partition by earlier.goal_key
        order by
            earlier.observed_on >= {{ add_days('run_context.as_of_on', -90) }} desc,
            case
                when earlier.observed_on >= {{ add_days('run_context.as_of_on', -90) }}
                    then {{ days_between('earlier.observed_on', 'run_context.as_of_on') }}
            end desc nulls last,
            earlier.observed_on desc
    ) = 1

),

measured as (

    select
        goals.*,
        compared.observed_on as compared_on,
        compared.actual as compared_actual,
        {{ days_between('run_context.as_of_on', 'goals.by_on') }} as days_left,
        case goals.direction when 'at_least' then 1 else -1 end as sign,
        case goals.direction
            when 'at_least' then goals.actual / nullif(goals.wanted, 0)
            else goals.wanted / nullif(goals.actual, 0)
        end as reached_share,
        goals.actual + (goals.actual - compared.actual)
        * case
            when goals.by_on > run_context.as_of_on
                then {{ days_between('run_context.as_of_on', 'goals.by_on') }}
            else 0
        end / nullif({{ days_between('compared.observed_on', 'run_context.as_of_on') }}, 0) as expected_actual

    from goals
    cross join run_context
    left join compared on goals.goal_key = compared.goal_key

)

select
    cast(goal_key as string) as goal_key,
    cast(metric_key as string) as metric_key,
    cast(name_zh as string) as name_zh,
    cast(name_en as string) as name_en,
    cast(goal_unit as string) as goal_unit,
    cast(owner as string) as owner,
    cast(direction as string) as direction,
    cast(wanted as double) as wanted,
    cast(by_on as date) as by_on,
    cast(days_left as bigint) as days_left,
    cast({{ rounded('actual') }} as double) as actual,
    cast({{ rounded('reached_share') }} as double) as reached_share,
    cast(coalesce(sign * actual >= sign * wanted, false) as boolean) as is_reached,
    cast(compared_on as date) as compared_on,
    cast({{ rounded('compared_actual') }} as double) as compared_actual,
    cast({{ rounded('actual - compared_actual') }} as double) as moved,
    cast({{ rounded('expected_actual') }} as double) as expected_actual,
    cast(
        case
            when sign * actual >= sign * wanted then 'reached'
            when sign * expected_actual >= sign * wanted then 'on_course'
            when sign * expected_actual < sign * wanted then 'off_course'
            else 'unknown'
        end as string
    ) as course

from measured
