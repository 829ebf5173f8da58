{% set settings = var('settings') %}
with

watched as (

    select
        *,
        coalesce(stability_index > {{ settings.drift_notable }}, said < low or said > high, false) as is_notable,
        coalesce(
            stability_index > {{ settings.drift_strong }}, abs(said - found) > {{ settings.drift_outcome_gap }}, false
        ) as is_far

    from {{ source('scores', 'int_scores__drift') }}

)

select
    cast(model_key as string) as model_key,
    cast(kind as string) as kind,
    cast(watched as string) as watched,
    cast(observed_on as date) as observed_on,
    cast(model_version as string) as model_version,
    cast(customer_count as bigint) as customer_count,
    cast({{ rounded('stability_index') }} as double) as stability_index,
    cast({{ rounded('said') }} as double) as said,
    cast({{ rounded('found') }} as double) as found,
    cast({{ rounded('low') }} as double) as low,
    cast({{ rounded('high') }} as double) as high,
    cast(is_notable as boolean) as is_notable,
    cast(is_notable and is_far as boolean) as is_strong

from watched
