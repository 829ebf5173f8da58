with

current_rows as (

    {{ current_rows('marketing', 'campaigns') }}

)

select
    {{ source_id('campaign_id') }} as campaign_id,
    source_system,
    campaign_name,
    campaign_kind,
    channel,
    started_at,
    {{ business_day('started_at') }} as started_on,
    ended_at,
    {{ business_day('ended_at') }} as ended_on,
    cost_amount,
    currency_code,
    arm_definition

from current_rows
