with

current_rows as (

    {{ current_rows('wecom', 'groups') }}

)

select
    {{ source_id('group_id') }} as group_id,
    source_system,
    group_name,
    {{ source_id('staff_id') }} as staff_id,
    created_at,
    dismissed_at,
    {{ business_day('dismissed_at') }} as dismissed_on

from current_rows
