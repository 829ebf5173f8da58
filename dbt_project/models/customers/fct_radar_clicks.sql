with

clicks as (

    {{ resolved_to_customer(
        ref('stg_wecom__radar_clicks'),
        {'external_userid': 'external_userid', 'unionid': 'unionid'},
    ) }}

)

select
    cast(radar_click_id as string) as radar_click_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(content_id as string) as content_id,
    cast(content_name as string) as content_name,
    cast(topic as string) as topic,
    cast(staff_id as string) as staff_id,
    cast(clicked_at as timestamp) as clicked_at,
    cast(clicked_on as date) as clicked_on,
    cast(viewed_seconds as bigint) as viewed_seconds

from clicks
where clicked_at is not null
