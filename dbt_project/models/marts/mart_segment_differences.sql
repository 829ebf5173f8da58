{% set numbers = compared_features() %}

with

memberships as (

    select
        customer_id,
        segment_key

    from {{ ref('fct_customer_segments') }}
    where valid_to_on is null
    union all
    select
        customer_id,
        'all' as segment_key

    from {{ ref('dim_customers') }}

),

measured as (

    select
        memberships.segment_key{% for name in numbers %},
        count(features.{{ name }}) as {{ name }}_count,
        avg(cast(features.{{ name }} as double)) as {{ name }}_mean,
        var_samp(cast(features.{{ name }} as double)) as {{ name }}_variance{% endfor %}

    from memberships
    inner join {{ ref('fct_customer_features') }} as features on memberships.customer_id = features.customer_id
    group by memberships.segment_key

),

spread as (
    {% for name in numbers %}
    select
        segment_key,
        '{{ name }}' as feature,
        cast({{ name }}_count as double) as n,
        {{ name }}_mean as mean,
        {{ name }}_variance as variance

    from measured
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- each segment beside all the others: their mean and variance follow from those of everybody
beside as (

    select
        inside.segment_key,
        inside.feature,
        inside.n,
        inside.mean,
        inside.variance,
        whole.mean as mean_of_all,
        whole.variance as variance_of_all,
        whole.n - inside.n as n_outside,
        (whole.n * whole.mean - inside.n * inside.mean) / nullif(whole.n - inside.n, 0) as mean_outside,
        (whole.n - 1) * whole.variance + whole.n * power(whole.mean, 2) as squares_of_all,
        (inside.n - 1) * inside.variance + inside.n * power(inside.mean, 2) as squares_inside

    from spread as inside
    inner join spread as whole on inside.feature = whole.feature and whole.segment_key = 'all'
    where inside.segment_key <> 'all' and inside.n > 1 and whole.n - inside.n > 1 and whole.variance > 0

),

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
