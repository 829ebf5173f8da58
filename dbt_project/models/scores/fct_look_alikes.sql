select
    cast(alike.customer_id as string) as customer_id,
    cast(alike.segment_key as string) as segment_key,
    cast({{ rounded('alike.score') }} as double) as score,
    cast(alike.band as string) as band,
    cast(alike.reasons_zh as string) as reasons_zh,
    cast(alike.reasons_en as string) as reasons_en,
    cast(models.model_version as string) as model_version

from {{ source('scores', 'int_scores__look_alikes') }} as alike
inner join {{ source('scores', 'int_scores__models') }} as models on models.model_key = 'look_alikes'
