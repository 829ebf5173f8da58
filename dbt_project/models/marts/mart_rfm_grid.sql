with

cells as (
    {% for recency, row in var('rfm').grid.items() %}{% set is_last_row = loop.last %}{% for class in row %}
    select
        {{ recency }} as recency_score,
        {{ loop.index }} as frequency_score,
        '{{ class }}' as rfm_class
    {{ 'union all' if not (loop.last and is_last_row) }}
    {%- endfor %}{% endfor %}

),

buyers as (

    select
        recency_score,
        frequency_score,
        count(*) as customer_count,
        sum(monetary_score) as monetary_score_sum,
        sum(net_spend_amount) as net_spend_amount,
        sum(cast(churn_score as decimal(18, 9))) as churn_score_sum,
        count(churn_score) as scored_count

    from {{ ref('mart_customer_profiles') }}
    where recency_score is not null
    group by recency_score, frequency_score

),

totals as (

    select
        sum(customer_count) as all_count,
        sum(net_spend_amount) as all_spend_amount

    from buyers

)

select
    cast(cells.recency_score as int) as recency_score,
    cast(cells.frequency_score as int) as frequency_score,
    cast(cells.rfm_class as string) as rfm_class,
    cast(classes.name_zh as string) as name_zh,
    cast(classes.name_en as string) as name_en,
    cast(coalesce(buyers.customer_count, 0) as bigint) as customer_count,
    cast(
        {{ rounded('coalesce(buyers.customer_count, 0) / cast(nullif(totals.all_count, 0) as double)') }} as double
    ) as customer_share,
    cast(
        {{ rounded('cast(buyers.monetary_score_sum as double) / nullif(buyers.customer_count, 0)') }} as double
    ) as mean_monetary_score,
    cast(coalesce(buyers.net_spend_amount, 0) as decimal(18, 4)) as net_spend_amount,
    cast(
        {{ rounded('cast(coalesce(buyers.net_spend_amount, 0) as double) / nullif(totals.all_spend_amount, 0)') }}
        as double
    ) as net_spend_share,
    cast(
        {{ rounded('cast(buyers.churn_score_sum as double) / nullif(buyers.scored_count, 0)') }} as double
    ) as mean_churn_score

from cells
cross join totals
inner join {{ ref('dim_rfm_classes') }} as classes on cells.rfm_class = classes.rfm_class
left join buyers
    on cells.recency_score = buyers.recency_score and cells.frequency_score = buyers.frequency_score
