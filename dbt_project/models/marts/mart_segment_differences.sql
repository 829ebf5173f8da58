with

{{ segments_beside_others(compared_features()) }},

compared as (

    select
        *,
        (mean - mean_of_all) / nullif(sqrt(variance_of_all), 0) as difference,
        abs(mean - mean_outside) / nullif(
            sqrt(
                variance / nullif(n, 0)
                + greatest(squares_of_all - squares_inside - n_outside * power(mean_outside, 2), 0)
                / nullif((n_outside - 1) * n_outside, 0)
            ),
            0
        ) as z

    from beside

),

tested as (

    select
        *,
        -- of a few customers a normal distribution says nothing
        case
            when least(n, n_outside) >= {{ var('settings').difference_min_customers }}
                then coalesce({{ two_sided_p('z') }}, 0)
        end as p_value

    from compared

),

ranked as (

    select
        *,
        count(p_value) over () as test_count,
        row_number() over (
            order by p_value asc nulls last, segment_key asc nulls last, feature asc nulls last
        ) as place,
        row_number() over (
            partition by segment_key
            order by abs(difference) desc nulls last, feature asc nulls last
        ) as difference_rank

    from tested

),

-- Holm: no more than one in twenty of such tables says anything that is chance
corrected as (

    select
        *,
        case
            when p_value is not null
                then max(least(p_value * (test_count - place + 1), 1)) over (
                    order by place asc nulls last
                    rows between unbounded preceding and current row
                )
        end as p_corrected

    from ranked

)

select
    cast(corrected.segment_key as string) as segment_key,
    cast(corrected.feature as string) as feature,
    cast(corrected.difference_rank as bigint) as difference_rank,
    cast(corrected.n as bigint) as customer_count,
    cast({{ rounded('corrected.mean') }} as double) as mean,
    cast({{ rounded('corrected.mean_of_all') }} as double) as mean_of_all,
    cast({{ rounded('corrected.difference') }} as double) as standardised_difference,
    cast({{ rounded('corrected.p_corrected') }} as double) as p_corrected,
    cast(coalesce(corrected.p_corrected < 0.05, false) as boolean) as is_significant,
    cast(coalesce(contains(segments.rule, corrected.feature), false) as boolean) as is_in_rule

from corrected
left join {{ ref('dim_segments') }} as segments on corrected.segment_key = segments.segment_key
