{% set functions = product_functions() %}
with

used as (
    {% for function in functions %}
    select
        segment_key,
        '{{ function.key }}' as function_key,
        {{ function.days }} as within_days,
        cast(customer_count as double) as n,
        cast({{ function.key }}_users as double) as k,
        {{ function.key }}_uses as use_count

    from {{ ref('int_marts__segment_figures') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    cast(used.segment_key as string) as segment_key,
    cast(used.function_key as string) as function_key,
    cast(kinds.name_zh as string) as name_zh,
    cast(kinds.name_en as string) as name_en,
    cast(used.within_days as bigint) as within_days,
    cast(used.n as bigint) as customer_count,
    cast(used.k as bigint) as using_count,
    cast(used.use_count as bigint) as use_count,
    cast({{ rounded('used.k / nullif(used.n, 0)') }} as double) as using_share,
    cast({{ rounded(share_end('used.k', 'used.n', 'low')) }} as double) as share_low,
    cast({{ rounded(share_end('used.k', 'used.n', 'high')) }} as double) as share_high,
    cast({{ rounded('everybody.k / nullif(everybody.n, 0)') }} as double) as share_of_all,
    cast(
        {{ rounded('used.k / nullif(used.n, 0) / nullif(everybody.k / nullif(everybody.n, 0), 0)') }} as double
    ) as lift

from used
inner join used as everybody on used.function_key = everybody.function_key and everybody.segment_key = 'all'
inner join {{ ref('dim_event_types') }} as kinds on used.function_key = kinds.event_type
