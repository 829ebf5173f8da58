-- what the response model is trained on: customers who were sent messages within the horizon of a cut-off, clicked or not

with

cut_offs as (

    select
        cut_off_on as as_of_on,
        {{ day_start('cut_off_on') }} as as_of,
        {{ add_days('cut_off_on', var('settings').response_horizon_days) }} as until_on,
        count(*) over () as parts

    from {{ source('ingest', 'training_cut_offs') }}

),

answered as (

    {{ answered_within('cut_offs') }}

),

sampled as (

    {{ sampled_per_cut_off('answered', 'cut_offs', 200000) }}

),

features as (

    {{ features_as_of('sampled') }}

)

select
    features.*,
    sampled.as_of_on as cut_off_on,
    sampled.has_clicked

from features
inner join sampled on features.customer_id = sampled.customer_id and features.as_of_on = sampled.as_of_on
-- as whom it speaks of: somebody who was sent some before
where features.message_count_365d > 0
