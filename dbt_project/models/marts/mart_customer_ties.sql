with

run_context as (

    select * from {{ source('ingest', 'run_context') }}

),

circles as (

    select * from {{ ref('int_marts__circles') }}
    where customer_count <= {{ var('settings').tie_most_customers }}

),

met as (

    select
        one.tie_kind,
        one.customer_id,
        other.customer_id as related_customer_id,
        1 / nullif(cast(one.customer_count - 1 as double), 0) as weight,
        greatest(one.first_on, other.first_on) as first_on,
        case
            when one.tie_kind = 'moment' then greatest(one.last_on, other.last_on)
            else nullif(
                least(coalesce(one.last_on, date '9999-12-31'), coalesce(other.last_on, date '9999-12-31')),
                date '9999-12-31'
            )
        end as last_on

    from circles as one
    inner join circles as other
        on
            one.tie_kind = other.tie_kind
            and one.circle_id = other.circle_id
            and one.customer_id < other.customer_id

),

shared as (

    select
        customer_id,
        related_customer_id,
        tie_kind,
        false as is_directed,
        sum(weight) as strength,
        count(*) as evidence_count,
        min(first_on) as first_on,
        -- one that lasts keeps the tie open
        case when count(last_on) = count(*) then max(last_on) end as last_on

    from met
    -- who left before the other came never met them
    where coalesce(last_on >= first_on, true)
    group by customer_id, related_customer_id, tie_kind

),

referred as (

    select
        referrals.customer_id,
        referrals.referred_customer_id as related_customer_id,
        'referral' as tie_kind,
        true as is_directed,
        cast(1 as double) as strength,
        1 as evidence_count,
        referrals.referred_on as first_on,
        referrals.referred_on as last_on

    from {{ ref('fct_referrals') }} as referrals
    cross join run_context
    where referrals.referred_at < run_context.as_of

),

ties as (

    select * from referred
    union all
    select * from shared

)

select
    cast(customer_id as string) as customer_id,
    cast(related_customer_id as string) as related_customer_id,
    cast(tie_kind as string) as tie_kind,
    cast(is_directed as boolean) as is_directed,
    cast({{ rounded('strength') }} as double) as strength,
    cast(evidence_count as bigint) as evidence_count,
    cast(first_on as date) as first_on,
    cast(last_on as date) as last_on

from ties
