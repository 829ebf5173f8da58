-- one row per tag that was ever held: who holds it, and who came and went in 30 days; the first run is no change
with

days as (

    select
        tags.tag_key,
        greatest(
            min(tags.valid_from_on) filter (where not tags.is_backfilled),
            {{ add_days('max(run_context.as_of_on)', -30) }}
        ) as since_on

    from {{ ref('fct_customer_tags') }} as tags
    cross join {{ source('ingest', 'run_context') }} as run_context
    group by tags.tag_key

)

select
    tags.tag_key,
    count_if(tags.is_usable) as holder_count,
    count_if(tags.valid_to_on is null and not tags.is_usable) as expired_count,
    count_if(tags.valid_to_on is null and tags.tag_source <> 'rule') as given_count,
    count_if(coalesce(tags.valid_from_on > days.since_on, false)) as entered_count_30d,
    count_if(coalesce(tags.valid_to_on > days.since_on, false)) as left_count_30d

from {{ ref('fct_customer_tags') }} as tags
inner join days on tags.tag_key = days.tag_key
group by tags.tag_key
