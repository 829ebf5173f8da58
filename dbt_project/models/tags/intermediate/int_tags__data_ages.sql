-- one row per tag: of the contract tables behind it the one furthest past its target; none where nothing fills them
with

tag_tables as (

    {% for tag in var('tags') -%}
    {% for table in tag.contract_tables -%}
    select
        '{{ tag.key }}' as tag_key,
        '{{ table }}' as contract_table
    union all
    {% endfor -%}
    {% endfor -%}
    select
        tag_key,
        cast(null as string) as contract_table

    from {{ ref('dim_tags') }}
    where false

),

-- a load that fills a table last counts for all who read it
tables as (

    select
        contract_table,
        max(loaded_at) as newest_at,
        max({{ business_day('loaded_at') }}) as newest_on,
        max(stale_after_days) as stale_after_days

    from {{ source('ingest', 'loads') }}
    group by contract_table

),

aged as (

    select
        tags.tag_key,
        tables.contract_table,
        tables.newest_at,
        tables.newest_on,
        coalesce(tags.fresh_days, tables.stale_after_days) as target_days,
        {{ days_between('tables.newest_on', 'run_context.as_of_on') }} as days_old

    from {{ ref('dim_tags') }} as tags
    cross join {{ source('ingest', 'run_context') }} as run_context
    inner join tag_tables on tags.tag_key = tag_tables.tag_key
    inner join tables on tag_tables.contract_table = tables.contract_table

)

select *
from aged
qualify row_number() over (
    partition by tag_key
    order by days_old - target_days desc nulls last, contract_table asc nulls last
) = 1
