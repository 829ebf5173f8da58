select
    cast(product_id as string) as product_id,
    cast(trait_key as string) as trait_key,
    cast(trait_value as string) as trait_value,
    cast(source_system as string) as source_system,
    cast(updated_at as timestamp) as updated_at

from {{ ref('stg_shop__product_traits') }}
