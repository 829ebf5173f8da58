select
    cast(word_key as string) as topic_key,
    cast(name_zh as string) as name_zh,
    cast(name_en as string) as name_en

from {{ source('scores', 'int_scores__text_words') }}
where word_kind = 'topic'
