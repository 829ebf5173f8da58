{% set settings = var('settings') %}
select
    cast(scores.customer_id as string) as customer_id,
    -- fewer points are a higher risk
    cast(round(
        {{ settings.risk_points_base }} - {{ settings.risk_points_to_double }} / ln(2) * (
            ln({{ settings.risk_points_odds }})
            + ln(greatest(scores.score, 0.000000001)) - ln(greatest(1 - scores.score, 0.000000001))
        )
    ) as bigint) as points,
    cast(scores.score as double) as risk_score,
    cast(scores.band as string) as risk_band,
    cast(features.overdue_count as bigint) as overdue_count,
    cast(features.overdue_count_365d as bigint) as overdue_count_365d,
    cast(scores.reasons_zh as string) as reasons_zh,
    cast(scores.reasons_en as string) as reasons_en,
    cast(scores.horizon_days as bigint) as horizon_days,
    cast(scores.model_version as string) as model_version

from {{ ref('fct_customer_scores') }} as scores
inner join {{ ref('fct_customer_features') }} as features on scores.customer_id = features.customer_id
where scores.model_key = 'risk'
