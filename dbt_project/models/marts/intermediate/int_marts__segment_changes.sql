-- one row per segment: its size 30 days ago, and who came and went since; the first run, and a new rule, are no change
with

days as (

    select
        {{ add_days('run_context.as_of_on', -30) }} as before_on,
        min(segments.valid_from_on) as first_on

    from {{ ref('fct_customer_segments') }} as segments
    cross join {{ source('ingest', 'run_context') }} as run_context
    group by run_context.as_of_on

),

spans as (

    select
        segment_key,
        valid_from_on,
        valid_to_on,
        cause,
        end_cause,
        count(*) as customer_count

    from {{ ref('fct_customer_segments') }}
    group by segment_key, valid_from_on, valid_to_on, cause, end_cause

)

select
    spans.segment_key,
    case
        when max(days.first_on) <= max(days.before_on)
            then coalesce(
                sum(
                    case
                        when
                            spans.valid_from_on <= days.before_on
                            and (spans.valid_to_on is null or spans.valid_to_on > days.before_on)
                            then spans.customer_count
                    end
                ),
                0
            )
    end as customer_count_before,
    coalesce(
        sum(
            case
                when
                    spans.valid_from_on > days.before_on
                    and spans.valid_from_on > days.first_on
                    and spans.cause <> 'definition'
                    then spans.customer_count
            end
        ),
        0
    ) as entered_count_30d,
    coalesce(
        sum(
            case
                when spans.valid_to_on > days.before_on and spans.end_cause <> 'definition' then spans.customer_count
            end
        ),
        0
    ) as left_count_30d

from spans
cross join days
group by spans.segment_key
