with

alerts as (

    select * from {{ ref('dim_alerts') }}

),

began as (

    select
        customer_id,
        replace(item_key, 'alert_', '') as alert_key,
        valid_from_on,
        valid_to_on,
        evidence,
        lag(valid_from_on) over (
            partition by customer_id, item_key
            order by valid_from_on asc nulls first
        ) as began_before_on

    from {{ ref('int_segments__intervals') }}
    where left(item_key, 6) = 'alert_'

),

judged as (

    select
        began.*,
        alerts.owner,
        alerts.action,
        alerts.cooldown_days,
        {{ days_between('began.began_before_on', 'began.valid_from_on') }} as days_since_before

    from began
    inner join alerts on began.alert_key = alerts.alert_key

)

select
    cast(judged.customer_id as string) as customer_id,
    cast(judged.alert_key as string) as alert_key,
    cast(judged.valid_from_on as date) as raised_on,
    cast(judged.valid_to_on as date) as ended_on,
    cast(judged.evidence as string) as evidence,
    cast(judged.owner as string) as owner,
    cast(judged.action as string) as action,
    cast(judged.cooldown_days as bigint) as cooldown_days,
    cast({{ add_days('judged.valid_from_on', 'judged.cooldown_days') }} as date) as quiet_until_on,
    cast(judged.valid_to_on is null as boolean) as is_open

from judged
-- what flickers is told once: not again before the cool-down since it last began is over
where judged.days_since_before is null or judged.days_since_before >= judged.cooldown_days
