select
    cast(model_key as string) as model_key,
    cast(watched as string) as watched,
    cast({{ rounded('stability_index') }} as double) as stability_index,
    cast(stability_index > {{ var('settings').drift_notable }} as boolean) as is_notable,
    cast(stability_index > {{ var('settings').drift_strong }} as boolean) as is_strong

from {{ source('scores', 'int_scores__drift') }}
