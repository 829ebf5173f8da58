with

customers as (

    select * from {{ ref('dim_customers') }}

),

features as (

    select * from {{ ref('fct_customer_features') }}

),

rfm as (

    select * from {{ ref('fct_customer_rfm') }}

),

lifecycle as (

    select * from {{ ref('int_segments__lifecycle') }}

),

scores as (

    select
        customer_id,
        max(score) filter (where model_key = 'churn') as churn_score,
        max(band) filter (where model_key = 'churn') as churn_risk,
        max(band) filter (where model_key = 'clusters') as cluster_key,
        max(band) filter (where model_key = 'personas') as persona_key

    from {{ ref('fct_customer_scores') }}
    group by customer_id

),

tags as (

    select
        customer_id,
        {{ joined_sorted('tag_key') }} as tag_keys

    from {{ ref('fct_customer_tags') }}
    where is_usable
    group by customer_id

),

run_context as (

    select * from {{ source('ingest', 'run_context') }}

),

reporting as (

    select * from {{ ref('int_customers__reporting_currency') }}

)

select
    cast(customers.customer_id as string) as customer_id,
    cast(customers.customer_type as string) as customer_type,
    cast(customers.full_name as string) as full_name,
    cast(customers.gender as string) as gender,
    cast(customers.city as string) as city,
    cast(customers.region as string) as region,
    cast(customers.region_code as string) as region_code,
    cast(customers.is_city_filled as boolean) as is_city_filled,
    cast(customers.is_region_filled as boolean) as is_region_filled,
    cast(run_context.as_of_on as date) as as_of_on,
    cast(features.order_count as bigint) as order_count,
    cast(features.order_count_90d as bigint) as order_count_90d,
    cast(features.lifetime_spend_amount as decimal(18, 4)) as lifetime_spend_amount,
    cast(features.net_spend_amount as decimal(18, 4)) as net_spend_amount,
    cast(reporting.reporting_currency_code as string) as currency_code,
    cast(features.average_order_amount as double) as average_order_amount,
    cast(features.first_ordered_at as timestamp) as first_ordered_at,
    cast(features.last_ordered_at as timestamp) as last_ordered_at,
    cast(features.last_ordered_on as date) as last_ordered_on,
    cast(features.days_since_last_order as bigint) as days_since_last_order,
    cast(features.event_count_90d as bigint) as event_count_90d,
    cast(rfm.recency_score as int) as recency_score,
    cast(rfm.frequency_score as int) as frequency_score,
    cast(rfm.monetary_score as int) as monetary_score,
    cast(rfm.rfm_class as string) as rfm_class,
    cast(rfm.value_quadrant as string) as value_quadrant,
    cast(lifecycle.lifecycle_stage as string) as lifecycle_stage,
    cast(scores.cluster_key as string) as cluster_key,
    cast(scores.persona_key as string) as persona_key,
    cast(scores.churn_score as double) as churn_score,
    cast(scores.churn_risk as string) as churn_risk,
    cast(forecasts.expected_order_days as double) as expected_order_days,
    cast(forecasts.expected_spend_amount as double) as expected_spend_amount,
    cast(forecasts.expected_margin_amount as double) as expected_margin_amount,
    cast(forecasts.alive_probability as double) as alive_probability,
    cast(forecasts.next_order_on as date) as next_order_on,
    cast(tags.tag_keys as string) as tag_keys,
    cast(customers.completeness_rate as double) as completeness_rate,
    cast(features.next_change_on as date) as next_change_on,
    cast(run_context.profiled_at as timestamp) as profiled_at,
    cast(run_context.snapshot_id as string) as snapshot_id

from customers
inner join features on customers.customer_id = features.customer_id
inner join rfm on customers.customer_id = rfm.customer_id
inner join lifecycle on customers.customer_id = lifecycle.customer_id
left join scores on customers.customer_id = scores.customer_id
left join {{ ref('fct_customer_forecasts') }} as forecasts on customers.customer_id = forecasts.customer_id
left join tags on customers.customer_id = tags.customer_id
cross join run_context
cross join reporting
