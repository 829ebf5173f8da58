-- 用户之声: what customers talk about
with

texts as (

    select * from {{ ref('fct_texts_read') }}

),

topics as (

    select * from {{ ref('dim_text_topics') }}

),

talked as (

    select
        texts.*,
        topics.topic_key,
        topics.name_zh,
        topics.name_en,
        coalesce(',' || texts.complaint_topics || ',' like '%,' || topics.topic_key || ',%', false) as is_blamed

    from texts
    inner join topics on ',' || texts.topics || ',' like '%,' || topics.topic_key || ',%'

)

select
    cast(topic_key as string) as topic_key,
    cast(name_zh as string) as name_zh,
    cast(name_en as string) as name_en,
    cast(text_kind as string) as text_kind,
    cast({{ month_start('written_on') }} as date) as month_on,
    cast(count(*) as bigint) as text_count,
    cast(count(distinct customer_id) as bigint) as customer_count,
    cast(count(*) filter (where sentiment = 'negative') as bigint) as negative_text_count,
    cast(count(*) filter (where sentiment = 'positive') as bigint) as positive_text_count,
    cast(
        {{ rounded("count(*) filter (where sentiment = 'negative') / nullif(cast(count(sentiment) as double), 0)") }}
        as double
    ) as negative_text_rate,
    cast(count(*) filter (where is_blamed) as bigint) as complaint_count,
    cast(count(*) filter (where is_wish) as bigint) as wish_count

from talked
group by all
