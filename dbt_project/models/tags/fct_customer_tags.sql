with

sourced as (

    select * from {{ ref('int_tags__sourced') }}

),

confirmations as (

    {{ confirmations_of_tags() }}

),

-- few spans hold many customers: the last confirmation of each is looked up once
spans as (

    select distinct
        tag_key,
        valid_from_on,
        coalesce(valid_to_on, cast('9999-12-31' as date)) as until_on

    from sourced
    where tag_source = 'rule'

),

confirmed_spans as (

    select
        spans.tag_key,
        spans.valid_from_on,
        spans.until_on,
        max(confirmations.confirmed_on) as confirmed_on

    from spans
    inner join confirmations
        on
            spans.tag_key = confirmations.tag_key
            and spans.valid_from_on <= confirmations.confirmed_on
            and spans.until_on > confirmations.confirmed_on
    group by spans.tag_key, spans.valid_from_on, spans.until_on

),

confirmed as (

    select
        sourced.*,
        -- the day it was set counts as confirmed
        coalesce(sourced.set_on, confirmed_spans.confirmed_on, sourced.valid_from_on) as confirmed_on

    from sourced
    left join confirmed_spans
        on
            sourced.tag_source = 'rule'
            and sourced.tag_key = confirmed_spans.tag_key
            and sourced.valid_from_on = confirmed_spans.valid_from_on
            and coalesce(sourced.valid_to_on, cast('9999-12-31' as date)) = confirmed_spans.until_on

),

dated as (

    select
        *,
        -- a tag no longer defined runs out at once
        {{ add_days('confirmed_on', 'coalesce(ttl_days, 0)') }} as expires_on

    from confirmed

)

select
    cast(dated.customer_id as string) as customer_id,
    cast(dated.tag_key as string) as tag_key,
    cast(dated.tag_value as string) as tag_value,
    cast(dated.tag_source as string) as tag_source,
    cast(dated.valid_from_on as date) as valid_from_on,
    cast(dated.valid_to_on as date) as valid_to_on,
    cast(dated.cause as string) as cause,
    cast(dated.evidence_on as date) as evidence_on,
    cast(dated.end_cause as string) as end_cause,
    cast(dated.end_evidence_on as date) as end_evidence_on,
    cast(dated.confirmed_on as date) as confirmed_on,
    cast(dated.expires_on as date) as expires_on,
    cast(dated.valid_to_on is null and dated.expires_on > run_context.as_of_on as boolean) as is_usable,
    cast(dated.is_backfilled as boolean) as is_backfilled

from dated
cross join {{ source('ingest', 'run_context') }} as run_context
