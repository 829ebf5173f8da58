-- with where a tag comes from that begins
with

changes as (

    {{ observed_changes(source('ingest', 'tag_history'), ref('int_tags__held'), ref('int_tags__causes')) }}

)

select
    changes.*,
    held.tag_source

from changes
left join {{ ref('int_tags__held') }} as held
    on changes.customer_id = held.customer_id and changes.item_key = held.item_key
