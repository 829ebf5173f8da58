with

intervals as (

    select * from {{ ref('int_segments__intervals') }}

),

segments as (

    select
        segment_key,
        segment_type

    from {{ ref('dim_segments') }}

)

select
    cast(intervals.customer_id as string) as customer_id,
    cast(intervals.item_key as string) as segment_key,
    cast(segments.segment_type as string) as segment_type,
    cast(intervals.valid_from_on as date) as valid_from_on,
    cast(intervals.valid_to_on as date) as valid_to_on,
    cast(intervals.cause as string) as cause,
    cast(intervals.evidence_on as date) as evidence_on,
    cast(intervals.end_cause as string) as end_cause,
    cast(intervals.end_evidence_on as date) as end_evidence_on

from intervals
left join segments on intervals.item_key = segments.segment_key
-- alerts are told in fct_alerts
where left(intervals.item_key, 6) <> 'alert_'
