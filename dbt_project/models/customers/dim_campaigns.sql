with

campaigns as (

    select * from {{ ref('stg_marketing__campaigns') }}

)

select
    cast(campaigns.campaign_id as string) as campaign_id,
    cast(campaigns.source_system as string) as source_system,
    cast(campaigns.campaign_name as string) as campaign_name,
    cast(campaigns.campaign_kind as string) as campaign_kind,
    cast(campaigns.channel as string) as channel,
    cast(campaigns.started_at as timestamp) as started_at,
    cast(campaigns.started_on as date) as started_on,
    cast(campaigns.ended_at as timestamp) as ended_at,
    cast(campaigns.ended_on as date) as ended_on,
    cast(campaigns.cost_amount as decimal(18, 4)) as cost_amount,
    cast(campaigns.currency_code as string) as currency_code,
    {{ converted('campaigns.cost_amount') }} as reporting_cost_amount,
    cast(campaigns.arm_definition as string) as arm_definition

from campaigns
{{ rates_of_the_day('campaigns.currency_code', 'campaigns.started_on') }}
