-- what the renewal model is trained on: subscriptions due within the horizon of a cut-off, ended in it or not

with

cut_offs as (

    select
        cut_off_on as as_of_on,
        {{ day_start('cut_off_on') }} as as_of,
        count(*) over () as parts

    from {{ source('ingest', 'training_cut_offs') }}

),

due as (

    {{ subscriptions_due('cut_offs', var('settings').renewal_horizon_days) }}

),

sampled as (

    {{ sampled_per_cut_off('due', 'cut_offs', 200000) }}

),

features as (

    {{ features_as_of('sampled') }}

)

select
    features.*,
    sampled.as_of_on as cut_off_on,
    sampled.subscription_days,
    sampled.renewed_count,
    sampled.days_until_due,
    sampled.billing_period,
    sampled.period_amount,
    coalesce(sampled.has_ended, false) as is_ended

from features
inner join sampled on features.customer_id = sampled.customer_id and features.as_of_on = sampled.as_of_on
