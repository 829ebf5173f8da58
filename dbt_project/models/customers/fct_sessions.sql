with

ordered as (

    select
        *,
        row_number() over steps_of_visit = 1 as is_entry,
        lead(event_id) over steps_of_visit is null as is_exit

    from {{ ref('int_customers__visits') }}
    window steps_of_visit as (partition by visit order by occurred_at asc nulls last, event_id asc nulls last)

),

sessions as (

    select
        coalesce(max(session_id), 'pause:' || max(event_id) filter (where is_entry)) as session_id,
        max(source_system) as source_system,
        max(customer_id) as customer_id,
        max(channel) filter (where is_entry) as channel,
        min(occurred_at) as started_at,
        min(occurred_on) as started_on,
        max(occurred_at) as ended_at,
        max(occurred_on) as ended_on,
        {% for end in ('entry', 'exit') -%}
        max(event_name) filter (where is_{{ end }}) as {{ end }}_event,
        max(product_id) filter (where is_{{ end }}) as {{ end }}_product_id,
        max(category) filter (where is_{{ end }}) as {{ end }}_category,
        {% endfor -%}
        count(*) as event_count,
        count(distinct case when event_name = 'view' then product_id end) as viewed_product_count,
        count_if(event_name = 'cart') as cart_count,
        count_if(event_name = 'search') as search_count

    from ordered
    group by visit

)

select
    cast(session_id as string) as session_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(channel as string) as channel,
    cast(started_at as timestamp) as started_at,
    cast(started_on as date) as started_on,
    cast(ended_at as timestamp) as ended_at,
    cast(ended_on as date) as ended_on,
    cast({{ business_hour('started_at') }} as bigint) as started_hour,
    cast({{ is_weekend_day('started_on') }} as boolean) as is_weekend,
    cast({{ seconds_between('started_at', 'ended_at') }} as bigint) as duration_seconds,
    cast(entry_event as string) as entry_event,
    cast(entry_product_id as string) as entry_product_id,
    cast(entry_category as string) as entry_category,
    cast(exit_event as string) as exit_event,
    cast(exit_product_id as string) as exit_product_id,
    cast(exit_category as string) as exit_category,
    cast(event_count as bigint) as event_count,
    cast(viewed_product_count as bigint) as viewed_product_count,
    cast(cart_count as bigint) as cart_count,
    cast(search_count as bigint) as search_count

from sessions
