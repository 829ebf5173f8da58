with

current_rows as (

    {{ current_rows('wecom', 'group_members') }}

)

select
    {{ referred_id('group_id') }} as group_id,
    external_userid,
    source_system,
    record_key,
    unionid,
    nickname,
    join_way,
    joined_at,
    {{ business_day('joined_at') }} as joined_on,
    left_at,
    {{ business_day('left_at') }} as left_on

from current_rows
