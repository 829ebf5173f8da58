-- one row per tag whose tag_source tables are within their freshness: this run confirms it
with

tags as (

    -- what is given or imported counts from the day it was set
    {% for tag in var('tags') if tag.source == 'rule' -%}
    {% for table in tag.contract_tables -%}
    select '{{ tag.key }}' as tag_key, '{{ table }}' as contract_table
    union all
    {% endfor -%}
    {% endfor -%}
    select
        cast(null as string) as tag_key,
        cast(null as string) as contract_table

    from {{ source('ingest', 'run_context') }}
    where false
),

newest_loads as (

    select
        contract_table,
        max(loaded_at) as loaded_at,
        max(stale_after_days) as stale_after_days

    from {{ source('ingest', 'loads') }}
    group by contract_table

),

judged as (

    select
        tags.tag_key,
        run_context.as_of_on,
        -- a table that no tag_source fills cannot go stale
        bool_or(
            newest_loads.loaded_at is not null
            and {{ days_between(business_day('newest_loads.loaded_at'), 'run_context.as_of_on') }}
            > newest_loads.stale_after_days
        ) as is_stale

    from tags
    cross join {{ source('ingest', 'run_context') }} as run_context
    left join newest_loads on tags.contract_table = newest_loads.contract_table
    group by tags.tag_key, run_context.as_of_on

)

select
    cast(tag_key as string) as tag_key,
    cast(as_of_on as date) as confirmed_on

from judged
where not is_stale
