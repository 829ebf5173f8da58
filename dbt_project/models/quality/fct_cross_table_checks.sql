-- the checks stand in definitions/quality.yml
with

counts as (
    {% for check in var('quality').across_tables %}
    select
        cast('{{ check.key }}' as string) as check_key,
        cast({{ check.most_broken_share }} as double) as most_broken_share,
        counted.*

    from (

        {{ cross_table_counts(check) | indent(8) }}

    ) as counted
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    cast(check_key as string) as check_key,
    cast(source_system as string) as source_system,
    cast(checked_count as bigint) as checked_count,
    cast(broken_count as bigint) as broken_count,
    cast({{ rounded('broken_count / nullif(cast(checked_count as double), 0)') }} as double) as broken_share,
    cast(most_broken_share as double) as most_broken_share,
    cast(broken_count <= most_broken_share * checked_count as boolean) as is_passed

from counts
