-- what the renewal model is trained on: subscriptions due within the horizon of a cut-off, ended in it or not

with

cut_offs as (

    select
        cut_off_on as as_of_on,
        {{ day_start('cut_off_on') }} as as_of,
        count(*) over () as cut_off_count

    from {{ source('ingest', 'training_cut_offs') }}

),

due as (

    {{ subscriptions_due('cut_offs', var('settings').renewal_horizon_days) }}

),

sampled as (

    select
        due.*,
        row_number() over (
            partition by due.as_of_on
            order by md5(due.customer_id || cast(due.as_of_on as string)) asc nulls last
        ) as place

    from due
    inner join cut_offs on due.as_of_on = cut_offs.as_of_on
    qualify place * cut_offs.cut_off_count <= 200000

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
