with

told as (

    select * from {{ source('scores', 'int_scores__customer_texts') }}

),

motives as (

    select * from {{ source('scores', 'int_scores__motives') }}

)

select
    cast(coalesce(told.customer_id, motives.customer_id) as string) as customer_id,
    {% for days in (90, 365) -%}
    {% for what in ('text', 'negative_text', 'positive_text', 'complaint_text') -%}
    cast(coalesce(told.{{ what }}_count_{{ days }}d, 0) as bigint) as {{ what }}_count_{{ days }}d,
    {% endfor -%}
    cast({{ rounded('told.negative_text_rate_' ~ days ~ 'd') }} as double) as negative_text_rate_{{ days }}d,
    cast({{ rounded('told.sentiment_score_' ~ days ~ 'd') }} as double) as sentiment_score_{{ days }}d,
    {% endfor -%}
    cast(told.top_topics_365d as string) as top_topics_365d,
    cast(told.last_wish as string) as last_wish,
    cast(told.last_wished_on as date) as last_wished_on,
    cast(motives.motive as string) as main_concern,
    cast({{ rounded('motives.mention_rate') }} as double) as main_concern_rate,
    cast(motives.evidence_zh as string) as concern_evidence_zh,
    cast(motives.evidence_en as string) as concern_evidence_en

from told
full outer join motives on told.customer_id = motives.customer_id
