with

current_rows as (

    {{ current_rows('wecom', 'radar_clicks') }}

)

select
    {{ source_id('radar_click_id') }} as radar_click_id,
    source_system,
    record_key,
    external_userid,
    unionid,
    {{ source_id('content_id') }} as content_id,
    content_name,
    topic,
    {{ source_id('staff_id') }} as staff_id,
    clicked_at,
    {{ business_day('clicked_at') }} as clicked_on,
    viewed_seconds

from current_rows
