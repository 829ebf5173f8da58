with

days as (

    select distinct
        bought.grain,
        bought.customer_id,
        bought.ordered_on

    from {{ ref('int_customers__purchase_days') }} as bought
    cross join {{ source('ingest', 'run_context') }} as run_context
    where bought.ordered_on < {{ add_days('run_context.as_of_on', -var('settings').sequence_days) }}

),

counted as (
    select
        grain,
        count(*) as day_count

    from days
    group by grain
),

followed as (

    select distinct
        days.grain,
        days.customer_id,
        days.ordered_on,
        later.thing

    from days
    inner join {{ ref('int_customers__purchase_days') }} as later
        on
            days.customer_id = later.customer_id
            and days.grain = later.grain
            and days.ordered_on < later.ordered_on
            and later.ordered_on <= {{ add_days('days.ordered_on', var('settings').sequence_days) }}

),

usual as (

    select
        followed.grain,
        followed.thing,
        cast(count(*) as double) / nullif(cast(max(counted.day_count) as double), 0) as usual_rate

    from followed
    inner join counted on followed.grain = counted.grain
    group by followed.grain, followed.thing

),

first_bought as (

    select
        bought.grain,
        bought.customer_id,
        bought.thing,
        min(bought.ordered_on) as first_on

    from {{ ref('int_customers__purchase_days') }} as bought
    cross join {{ source('ingest', 'run_context') }} as run_context
    group by bought.grain, bought.customer_id, bought.thing
    having min(bought.ordered_on) < {{ add_days('max(run_context.as_of_on)', -var('settings').sequence_days) }}

),

buyers as (

    select
        grain,
        thing,
        cast(count(*) as double) as n

    from first_bought
    group by grain, thing
    having count(*) >= {{ var('settings').sequence_min_customers }}

),

pairs as (

    select
        first_bought.grain,
        first_bought.thing as first_thing,
        followed.thing as then_thing,
        max(buyers.n) as n,
        cast(count(*) as double) as k

    from first_bought
    inner join buyers on first_bought.grain = buyers.grain and first_bought.thing = buyers.thing
    inner join followed
        on
            first_bought.grain = followed.grain
            and first_bought.customer_id = followed.customer_id
            and first_bought.first_on = followed.ordered_on
            and first_bought.thing <> followed.thing
    group by first_bought.grain, first_bought.thing, followed.thing
    having count(*) >= {{ var('settings').sequence_min_followed }}

)

select
    cast(pairs.grain as string) as grain,
    cast(pairs.first_thing as string) as first_key,
    cast(pairs.then_thing as string) as then_key,
    cast({{ var('settings').sequence_days }} as bigint) as within_days,
    cast(pairs.n as bigint) as customer_count,
    cast(pairs.k as bigint) as followed_count,
    cast({{ rounded('pairs.k / nullif(pairs.n, 0)') }} as double) as followed_rate,
    cast({{ rounded(share_end('pairs.k', 'pairs.n', 'low')) }} as double) as rate_low,
    cast({{ rounded(share_end('pairs.k', 'pairs.n', 'high')) }} as double) as rate_high,
    cast({{ rounded('usual.usual_rate') }} as double) as usual_rate,
    cast({{ rounded('pairs.k / nullif(pairs.n, 0) / nullif(usual.usual_rate, 0)') }} as double) as lift

from pairs
inner join usual on pairs.grain = usual.grain and pairs.then_thing = usual.thing
