with

models as (

    select * from {{ source('scores', 'int_scores__models') }}

),

figures as (

    select * from {{ source('scores', 'int_scores__figures') }}

)

select
    cast(models.model_key as string) as model_key,
    cast(models.name_zh as string) as name_zh,
    cast(models.name_en as string) as name_en,
    cast(models.status as string) as status,
    cast(models.model_version as string) as model_version,
    cast(models.challenger_version as string) as challenger_version,
    cast(models.horizon_days as bigint) as horizon_days,
    cast(models.reason as string) as reason,
    cast(models.withheld as string) as withheld,
    cast(models.trained_at as timestamp) as trained_at,
    cast(models.trained_on_count as bigint) as trained_on_count,
    cast(models.test_cut_off_on as date) as test_cut_off_on,
    cast(models.test_customer_count as bigint) as test_customer_count,
    cast(models.figure as string) as figure,
    cast(of_model.figure_value as double) as figure_value,
    cast(of_model.low as double) as figure_low,
    cast(of_model.high as double) as figure_high,
    cast(models.baseline as string) as baseline,
    cast(of_baseline.figure_value as double) as baseline_value,
    cast(leads.figure_value as double) as lead,
    cast(leads.low as double) as lead_low,
    cast(leads.high as double) as lead_high

from models
left join figures as of_model
    on models.model_key = of_model.model_key and models.figure = of_model.figure and of_model.scored_by = 'model'
left join figures as of_baseline
    on
        models.model_key = of_baseline.model_key
        and models.figure = of_baseline.figure
        and models.baseline = of_baseline.scored_by
left join figures as leads
    on
        models.model_key = leads.model_key
        and models.figure || '_difference' = leads.figure
        and models.baseline = leads.scored_by
