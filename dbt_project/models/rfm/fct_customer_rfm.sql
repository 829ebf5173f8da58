{% set rfm = var('rfm') %}
{% set settings = var('settings') %}
{% set measures = rfm.measures %}

with

measured as (

    select
        features.customer_id,
        customers.customer_type,
        features.order_count,
        features.{{ measures.recency.of }} as recency,
        features.{{ measures.frequency.of }} as frequency,
        features.{{ measures.monetary.of }} as monetary

    from {{ ref('fct_customer_features') }} as features
    inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id

),

edges as (

    select * from {{ ref('int_rfm__edges') }}

),

scored as (

    select
        measured.customer_id,
        measured.customer_type,
        measured.order_count,
        -- few days since the last order are good, so the recency score counts down
        5 - ({{ edges_below('measured.recency', 'recency') }}) as recency_score,
        1 + ({{ edges_below('coalesce(measured.frequency, 0)', 'frequency') }}) as frequency_score,
        1 + ({{ edges_below('coalesce(measured.monetary, 0)', 'monetary') }}) as monetary_score

    from measured
    left join edges on measured.customer_type = edges.customer_type

),

known as (

    select
        customer_id,
        customer_type,
        order_count,
        case when order_count > 0 then recency_score end as recency_score,
        case when order_count > 0 then frequency_score end as frequency_score,
        case when order_count > 0 then monetary_score end as monetary_score

    from scored

)

select
    cast(customer_id as string) as customer_id,
    cast(customer_type as string) as customer_type,
    cast(recency_score as int) as recency_score,
    cast(frequency_score as int) as frequency_score,
    cast(monetary_score as int) as monetary_score,
    cast(
        {{ rounded(
            '(' ~ measures.recency.weight ~ ' * recency_score + ' ~ measures.frequency.weight
            ~ ' * frequency_score + ' ~ measures.monetary.weight ~ ' * monetary_score) / cast('
            ~ (measures.values() | sum(attribute='weight')) ~ ' as double)'
        ) }} as double
    ) as rfm_score,
    cast(
        case
            when order_count = 0 then 'no_order'
            {% for recency, row in rfm.grid.items() -%}
            {% for class in row -%}
            when recency_score = {{ recency }} and frequency_score = {{ loop.index }} then '{{ class }}'
            {% endfor -%}
            {% endfor -%}
        end as string
    ) as rfm_class,
    cast(
        case
            when order_count = 0 then null
            when
                monetary_score >= {{ settings.high_value_score }}
                and frequency_score >= {{ settings.high_frequency_score }}
                then 'diamond'
            when monetary_score >= {{ settings.high_value_score }} then 'gold'
            when frequency_score >= {{ settings.high_frequency_score }} then 'silver'
            else 'iron'
        end as string
    ) as value_quadrant

from known
