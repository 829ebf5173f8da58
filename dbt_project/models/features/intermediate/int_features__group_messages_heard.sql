-- how many others were in the group when a message was written there
{{ config(materialized='view') }}

with

moves as (

    select
        group_id,
        joined_at as moved_at,
        1 as newcomers,
        cast(null as string) as group_message_id

    from {{ ref('fct_group_memberships') }}
    union all
    select
        group_id,
        left_at as moved_at,
        -1 as newcomers,
        cast(null as string) as group_message_id

    from {{ ref('fct_group_memberships') }}
    where left_at is not null
    union all
    select
        group_id,
        sent_at as moved_at,
        0 as newcomers,
        group_message_id

    from {{ ref('fct_group_messages') }}
    where group_id is not null

),

counted as (

    select
        group_message_id,
        -- who comes at the same instant hears it, and who leaves then
        sum(newcomers) over (
            partition by group_id
            order by moved_at asc nulls last, newcomers desc nulls last
        ) as present_count

    from moves

)

select
    messages.customer_id,
    messages.group_message_id,
    messages.sent_at,
    messages.sent_on,
    greatest(counted.present_count - 1, 0) as heard_count

from {{ ref('fct_group_messages') }} as messages
inner join counted on messages.group_message_id = counted.group_message_id
