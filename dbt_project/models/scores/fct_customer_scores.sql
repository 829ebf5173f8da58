{% set outcomes = ['churn', 'renewal', 'conversion', 'response', 'uplift', 'risk'] %}
with
{% for outcome in outcomes %}
{{ outcome }} as (

    select
        customer_id,
        '{{ outcome }}' as model_key,
        score,
        band,
        reasons_zh,
        reasons_en

    from {{ source('scores', 'int_scores__' ~ outcome) }}

),
{% endfor %}
clusters as (

    select
        customer_id,
        'clusters' as model_key,
        score,
        cluster_key as band,
        cast(null as string) as reasons_zh,
        cast(null as string) as reasons_en

    from {{ source('scores', 'int_scores__clusters') }}

),

personas as (

    select
        customer_id,
        'personas' as model_key,
        score,
        persona_key as band,
        reasons_zh,
        reasons_en

    from {{ source('scores', 'int_scores__personas') }}

),

scores as (

    {% for outcome in outcomes -%}
    select * from {{ outcome }}
    union all
    {% endfor -%}
    select * from clusters
    union all
    select * from personas

),

models as (

    select * from {{ source('scores', 'int_scores__models') }}

)

select
    cast(scores.customer_id as string) as customer_id,
    cast(scores.model_key as string) as model_key,
    cast({{ rounded('scores.score') }} as double) as score,
    cast(scores.band as string) as band,
    -- nothing pulls the score notably: there is no reason to show
    cast(nullif(scores.reasons_zh, '') as string) as reasons_zh,
    cast(nullif(scores.reasons_en, '') as string) as reasons_en,
    cast(models.horizon_days as bigint) as horizon_days,
    cast(models.model_version as string) as model_version,
    cast(run_context.profiled_at as timestamp) as scored_at

from scores
inner join models on scores.model_key = models.model_key
cross join {{ source('ingest', 'run_context') }} as run_context
