-- a circle: a customer group, or all who reacted to one moment
{{ config(materialized='view') }}

with

run_context as (

    select * from {{ source('ingest', 'run_context') }}

),

in_groups as (

    select
        'group' as tie_kind,
        memberships.group_id as circle_id,
        memberships.customer_id,
        min(memberships.joined_on) as first_on,
        -- who is still in it has no last day
        case
            when count_if(coalesce(memberships.left_at >= run_context.as_of, true)) = 0 then max(memberships.left_on)
        end as last_on

    from {{ ref('fct_group_memberships') }} as memberships
    cross join run_context
    where memberships.customer_id is not null and memberships.joined_at < run_context.as_of
    group by memberships.group_id, memberships.customer_id

),

at_moments as (

    select
        'moment' as tie_kind,
        interactions.moment_id as circle_id,
        interactions.customer_id,
        min(interactions.occurred_on) as first_on,
        max(interactions.occurred_on) as last_on

    from {{ ref('fct_moment_interactions') }} as interactions
    cross join run_context
    where
        interactions.customer_id is not null
        and interactions.moment_id is not null
        and interactions.occurred_at < run_context.as_of
    group by interactions.moment_id, interactions.customer_id

),

circles as (

    select * from in_groups
    union all
    select * from at_moments

)

select
    circles.*,
    count(*) over (partition by circles.tie_kind, circles.circle_id) as customer_count

from circles
