{{ config(materialized='view') }}

-- what tag rules may name: features, RFM, scores and what is known of the customer
with

-- open traits as has_trait reads them: `,interest=baking,taste=sweet,`
traits as (

    select
        told.customer_id,
        ',' || {{ joined_sorted("told.trait_key || '=' || told.trait_value") }} || ',' as traits

    from {{ ref('fct_customer_traits') }} as told
    inner join {{ source('ingest', 'run_context') }} as run_context on told.told_at < run_context.as_of
    group by told.customer_id

),

-- `,core_customers,loyal_customers,`
look_alikes as (

    select
        customer_id,
        ',' || {{ joined_sorted('segment_key') }} || ',' as look_alike_of

    from {{ ref('fct_look_alikes') }}
    where band = 'high'
    group by customer_id

),

leanings as (

    select
        customer_id,
        bool_or(is_held) filter (where leaning_key = 'rational') as is_rational,
        bool_or(is_held) filter (where leaning_key = 'relational') as is_relational,
        bool_or(is_held) filter (where leaning_key = 'trusting') as is_trusting

    from {{ ref('fct_customer_leanings') }}
    group by customer_id

)

select
    features.*,
    {{ known_of_customer() }},
    traits.traits,
    churn.score as churn_score,
    churn.band as churn_risk,
    renewal.score as renewal_score,
    renewal.band as renewal_risk,
    conversion.score as conversion_score,
    conversion.band as conversion_potential,
    clusters.band as cluster_key,
    personas.band as persona_key,
    look_alikes.look_alike_of,
    forecasts.expected_order_days,
    forecasts.expected_spend_amount,
    forecasts.expected_spend_rank,
    forecasts.expected_margin_amount,
    forecasts.alive_probability,
    forecasts.next_order_on,
    forecasts.days_to_next_order,
    leanings.is_rational,
    leanings.is_relational,
    leanings.is_trusting,
    texts.text_count_365d,
    texts.negative_text_count_90d,
    texts.complaint_text_count_90d,
    texts.sentiment_score_365d,
    texts.top_topics_365d,
    texts.main_concern,
    {{ days_between('texts.last_wished_on', 'features.as_of_on') }} as days_since_last_wish

from {{ ref('fct_customer_features') }} as features
inner join {{ ref('dim_customers') }} as customers on features.customer_id = customers.customer_id
inner join {{ ref('fct_customer_rfm') }} as rfm on features.customer_id = rfm.customer_id
left join traits on features.customer_id = traits.customer_id
{%- for model_key in ['churn', 'renewal', 'conversion', 'clusters', 'personas'] %}
left join {{ ref('fct_customer_scores') }} as {{ model_key }}
    on features.customer_id = {{ model_key }}.customer_id and {{ model_key }}.model_key = '{{ model_key }}'
{%- endfor %}
left join {{ ref('fct_customer_forecasts') }} as forecasts on features.customer_id = forecasts.customer_id
left join {{ ref('fct_customer_texts') }} as texts on features.customer_id = texts.customer_id
left join look_alikes on features.customer_id = look_alikes.customer_id
left join leanings on features.customer_id = leanings.customer_id
