with

run_context as (

    select as_of_on from {{ source('ingest', 'run_context') }}

),

tables as (

    select
        'contract_table' as watched_type,
        contract_table || ' of ' || source_system as watched_key,
        max(loaded_at) as newest_at,
        max({{ business_day('loaded_at') }}) as newest_on,
        max(stale_after_days) as target_days,
        cast(null as string) as weakest_table,
        0 as expired_customer_count

    from {{ source('ingest', 'loads') }}
    group by contract_table, source_system

),

held as (

    select
        tag_key,
        count_if(valid_to_on is null and not is_usable) as expired_customer_count,
        max(confirmed_on) as confirmed_on

    from {{ ref('fct_customer_tags') }}
    group by tag_key

),

-- what people give is as new as the newest word, and should be said again within its time to live
tags as (

    select
        'tag' as watched_type,
        tags.tag_key as watched_key,
        ages.newest_at,
        case when tags.tag_source = 'manual' then held.confirmed_on else ages.newest_on end as newest_on,
        case when tags.tag_source = 'manual' then tags.ttl_days else ages.target_days end as target_days,
        case when tags.tag_source = 'manual' then 'what people said' else ages.contract_table end as weakest_table,
        coalesce(held.expired_customer_count, 0) as expired_customer_count

    from {{ ref('dim_tags') }} as tags
    left join {{ ref('int_tags__data_ages') }} as ages on tags.tag_key = ages.tag_key
    left join held on tags.tag_key = held.tag_key

),

subjects as (

    select * from tables
    union all
    select * from tags

),

aged as (

    select
        subjects.*,
        -- extracts may be loaded after the day that is looked from
        case
            when subjects.newest_on > run_context.as_of_on then 0
            else {{ days_between('subjects.newest_on', 'run_context.as_of_on') }}
        end as days_old

    from subjects
    cross join run_context

),

judged as (

    select
        *,
        coalesce(days_old > target_days, false) as is_stale,
        coalesce(weakest_table, 'the newest load') || ' is ' || cast(days_old as string) || ' days old, '
        || cast(target_days as string) || ' are allowed' as told

    from aged

)

select
    cast(watched_key as string) as watched_key,
    cast(watched_type as string) as watched_type,
    cast(newest_at as timestamp) as newest_at,
    cast(newest_on as date) as newest_on,
    cast(days_old as bigint) as days_old,
    cast(target_days as bigint) as target_days,
    cast(is_stale as boolean) as is_stale,
    cast(weakest_table as string) as weakest_table,
    cast(expired_customer_count as bigint) as expired_customer_count,
    cast(
        case
            when newest_on is null then 'no source fills what it rests on'
            when is_stale then told
            when expired_customer_count > 0
                then 'held past its time to live: ' || cast(expired_customer_count as string) || ' customers'
            else 'fresh'
        end as string
    ) as why

from judged
