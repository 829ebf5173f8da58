with

current_rows as (

    {{ current_rows('wecom', 'moment_interactions') }}

)

select
    {{ source_id('moment_interaction_id') }} as moment_interaction_id,
    source_system,
    record_key,
    {{ source_id('moment_id') }} as moment_id,
    external_userid,
    interaction_kind,
    occurred_at,
    {{ business_day('occurred_at') }} as occurred_on,
    topic,
    comment_text

from current_rows
