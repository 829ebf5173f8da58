select
    cast(points.input_key as string) as input_key,
    cast(points.place as bigint) as place,
    cast(features.name_zh as string) as name_zh,
    cast(features.description as string) as description,
    cast({{ rounded('points.from_value') }} as double) as from_value,
    cast({{ rounded('points.to_value') }} as double) as to_value,
    cast(points.points as bigint) as points,
    cast(points.row_count as bigint) as row_count,
    cast({{ rounded('points.happened_rate') }} as double) as overdue_rate,
    cast(models.model_version as string) as model_version

from {{ source('scores', 'int_scores__risk_points') }} as points
inner join {{ source('scores', 'int_scores__models') }} as models on models.model_key = 'risk'
left join {{ ref('dim_features') }} as features on points.input_key = features.feature_key
