{% set settings = var('settings') %}
with

customers as (

    select cast(count(*) as double) as all_count from {{ ref('dim_customers') }}

),

confirmations as (

    {{ confirmations_of_tags() }}

),

runs as (

    select
        confirmations.tag_key,
        count_if(confirmations.confirmed_on > {{ add_days('run_context.as_of_on', -30) }}) as run_count_30d,
        max({{ days_between('confirmations.confirmed_on', 'run_context.as_of_on') }}) as known_days,
        max(confirmations.confirmed_on) as confirmed_on

    from confirmations
    cross join {{ source('ingest', 'run_context') }} as run_context
    group by confirmations.tag_key

),

figures as (

    select
        tags.*,
        coalesce(counts.holder_count, 0) as holder_count,
        coalesce(counts.expired_count, 0) as expired_count,
        coalesce(counts.given_count, 0) as given_count,
        coalesce(counts.entered_count_30d, 0) as entered_count_30d,
        coalesce(counts.left_count_30d, 0) as left_count_30d,
        counts.tag_key is not null as has_been_held,
        coalesce(counts.holder_count, 0) / nullif(customers.all_count, 0) as coverage,
        (counts.entered_count_30d + counts.left_count_30d)
        / nullif(cast(counts.holder_count * greatest(runs.run_count_30d - 1, 0) as double), 0) as changed_share,
        coalesce(runs.known_days, 0) as known_days,
        runs.confirmed_on,
        freshness.days_old,
        freshness.target_days,
        coalesce(freshness.is_stale, false) as is_stale,
        alike.other_tag_key,
        alike.overlap

    from {{ ref('dim_tags') }} as tags
    cross join customers
    left join {{ ref('int_marts__tag_counts') }} as counts on tags.tag_key = counts.tag_key
    left join runs on tags.tag_key = runs.tag_key
    left join {{ ref('int_marts__tag_overlaps') }} as alike on tags.tag_key = alike.tag_key
    left join {{ ref('mart_freshness') }} as freshness
        on tags.tag_key = freshness.watched_key and freshness.watched_type = 'tag'

),

judged as (

    select
        *,
        case
            when not has_been_held and known_days >= 30 then 'never_held'
            when holder_count = 0 and expired_count > 0 then 'expired'
            when is_stale and holder_count > 0 then 'stale'
            when overlap >= {{ settings.tag_duplicate_overlap }} then 'duplicate'
            -- what others read may be a gate that most pass
            when consumers is null and coverage > {{ settings.tag_broad_share }} then 'broad'
        end as fault,
        cast(cast(round(100 * coverage) as bigint) as string) as percentage

    from figures

)

select
    cast(tag_key as string) as tag_key,
    cast(name_zh as string) as name_zh,
    cast(name_en as string) as name_en,
    cast(dimension as string) as dimension,
    cast(tag_source as string) as tag_source,
    cast(owner as string) as owner,
    cast(purpose as string) as purpose,
    cast(action as string) as action,
    cast(consumers as string) as consumers,
    cast(ttl_days as bigint) as ttl_days,
    cast(holder_count as bigint) as holder_count,
    cast({{ rounded('coverage') }} as double) as coverage,
    cast(entered_count_30d as bigint) as entered_count_30d,
    cast(left_count_30d as bigint) as left_count_30d,
    cast({{ rounded('changed_share') }} as double) as changed_share,
    cast(given_count as bigint) as given_count,
    cast(expired_count as bigint) as expired_count,
    cast(case when is_stale then holder_count else 0 end as bigint) as stale_holder_count,
    cast(confirmed_on as date) as confirmed_on,
    cast(other_tag_key as string) as nearest_tag_key,
    cast(overlap as double) as overlap,
    cast({{ proposed('fault', 'proposal') }} as string) as proposal,
    cast({{ proposed('fault', 'zh') }} as string) as reason_zh,
    cast({{ proposed('fault', 'en') }} as string) as reason_en

from judged
