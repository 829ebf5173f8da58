select
    cast(forecasts.level as string) as forecast_level,
    cast(forecasts.segment_key as string) as segment_key,
    cast(forecasts.category as string) as category,
    cast(forecasts.product_id as string) as product_id,
    cast({{ rounded('forecasts.expected_quantity') }} as double) as expected_quantity,
    cast({{ rounded('forecasts.least_quantity') }} as double) as least_quantity,
    cast({{ rounded('forecasts.most_quantity') }} as double) as most_quantity,
    cast({{ rounded('forecasts.sold_quantity') }} as double) as sold_quantity,
    cast({{ rounded('forecasts.foreseen_quantity') }} as double) as foreseen_quantity,
    cast({{ rounded('forecasts.foreseen_least_quantity') }} as double) as foreseen_least_quantity,
    cast({{ rounded('forecasts.foreseen_most_quantity') }} as double) as foreseen_most_quantity,
    cast(coalesce(forecasts.is_falling, false) as boolean) as is_falling,
    cast(forecasts.method as string) as method,
    cast(forecasts.is_baseline as boolean) as is_baseline,
    cast(run_context.as_of_on as date) as forecast_from_on,
    cast(models.horizon_days as bigint) as horizon_days,
    cast(models.model_version as string) as model_version

from {{ source('scores', 'int_scores__demand') }} as forecasts
inner join {{ source('scores', 'int_scores__models') }} as models on models.model_key = 'demand'
cross join {{ source('ingest', 'run_context') }} as run_context
