select
    cast(model_key as string) as model_key,
    cast(scored_by as string) as scored_by,
    cast(figure as string) as figure,
    cast(figure_value as double) as figure_value,
    cast(low as double) as low,
    cast(high as double) as high

from {{ source('scores', 'int_scores__figures') }}
