{#-
One row per segment and number of `names` (columns of fct_customer_features) that can be compared: count, mean and
variance of the segment, of all customers, and of those outside it. CTEs, the last named `beside`.
-#}
{% macro segments_beside_others(names) -%}
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
        memberships.segment_key{% for name in names %},
        count(features.{{ name }}) as {{ name }}_count,
        avg(cast(features.{{ name }} as double)) as {{ name }}_mean,
        var_samp(cast(features.{{ name }} as double)) as {{ name }}_variance{% endfor %}

    from memberships
    inner join {{ ref('fct_customer_features') }} as features on memberships.customer_id = features.customer_id
    group by memberships.segment_key

),

spread as (
    {% for name in names %}
    select
        segment_key,
        '{{ name }}' as feature,
        cast({{ name }}_count as double) as n,
        {{ rounded(name ~ '_mean') }} as mean,
        {{ rounded(name ~ '_variance') }} as variance

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
    where inside.segment_key <> 'all' and inside.n > 1 and whole.n - inside.n > 1
        -- a hair above 0 is what adding up equal numbers leaves, in one order and not in another
        and whole.variance > 1e-12 * power(whole.mean, 2)

)
{%- endmacro %}
