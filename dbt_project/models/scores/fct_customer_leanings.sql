with

leanings as (

    select * from {{ source('scores', 'int_scores__leanings') }}

),

names as (

    select * from {{ source('scores', 'int_scores__text_words') }}
    where word_kind = 'leaning'

)

select
    cast(leanings.customer_id as string) as customer_id,
    cast(leanings.leaning_key as string) as leaning_key,
    cast(names.name_zh as string) as name_zh,
    cast(names.name_en as string) as name_en,
    cast(leanings.is_held as boolean) as is_held,
    cast(leanings.points as bigint) as points,
    cast(leanings.known_sign_count as bigint) as known_sign_count,
    cast(leanings.met_sign_count as bigint) as met_sign_count,
    cast(nullif(leanings.evidence_zh, '') as string) as evidence_zh,
    cast(nullif(leanings.evidence_en, '') as string) as evidence_en

from leanings
inner join names on leanings.leaning_key = names.word_key
