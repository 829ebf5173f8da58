-- one row per label whose definition changed, and per customer that something happened to since the last run
with

last_run as (

    select max(observed_on) as last_run_on from {{ source('ingest', 'completeness_history') }}

),

redefined as (

    select changes.item_key
    from {{ ref('int_tags__definition_changes') }} as changes
    inner join last_run on last_run.last_run_on is not null

),

identity_changes as (

    select
        changes.customer_id,
        changes.previous_customer_id

    from {{ ref('fct_identity_changes') }} as changes
    inner join {{ source('ingest', 'run_context') }} as run_context on changes.changed_on = run_context.as_of_on
    where changes.change_type <> 'minted'

),

-- who was never labelled came with this run
newcomers as (

    select customer_id from {{ ref('dim_customers') }}
    except
    select customer_id from {{ source('ingest', 'segment_history') }}

),

touched as (

    select
        customer_id,
        'identity' as cause,
        1 as precedence

    from identity_changes
    union all
    select
        previous_customer_id as customer_id,
        'identity' as cause,
        1 as precedence

    from identity_changes
    {% for name, fact in var('facts').items() if fact.made_of is not defined %}
    union all
    select
        facts.customer_id,
        'data' as cause,
        2 as precedence

    from {{ ref(fact.table) }} as facts
    inner join last_run on facts.{{ fact.happened }}_on >= last_run.last_run_on
    {%- endfor %}
    union all
    select
        customer_id,
        'data' as cause,
        2 as precedence

    from newcomers

)

select
    item_key,
    cast(null as string) as customer_id,
    cast('definition' as string) as cause

from redefined
union all
select
    cast(null as string) as item_key,
    customer_id,
    min_by(cause, precedence) as cause

from touched
where customer_id is not null
group by customer_id
