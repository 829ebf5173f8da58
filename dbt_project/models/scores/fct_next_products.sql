select
    cast(suggested.customer_id as string) as customer_id,
    cast(suggested.place as bigint) as place,
    cast(suggested.product_id as string) as product_id,
    cast({{ rounded('suggested.chance') }} as double) as chance,
    cast(suggested.kind as string) as kind,
    cast(suggested.because_product_id as string) as because_product_id,
    cast(models.horizon_days as bigint) as horizon_days,
    cast(models.model_version as string) as model_version

from {{ source('scores', 'int_scores__next_products') }} as suggested
inner join {{ source('scores', 'int_scores__models') }} as models on models.model_key = 'next_products'
