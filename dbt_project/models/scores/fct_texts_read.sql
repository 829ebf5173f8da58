with

texts as (

    select
        *,
        md5(written_text) as text_hash

    from {{ ref('int_customers__texts') }}

),

texts_read as (

    select * from {{ source('scores', 'int_scores__texts_read') }}

)

select
    cast(texts.text_id as string) as text_id,
    cast(texts.customer_id as string) as customer_id,
    cast(texts.text_kind as string) as text_kind,
    cast(texts.source_system as string) as source_system,
    cast(texts.written_at as timestamp) as written_at,
    cast(texts.written_on as date) as written_on,
    cast(texts.product_id as string) as product_id,
    cast(texts.rating as bigint) as rating,
    cast(texts_read.language as string) as language_code,
    cast(texts_read.sentiment as string) as sentiment,
    cast({{ rounded('texts_read.negative_score') }} as double) as negative_score,
    cast(texts_read.sentiment_source as string) as sentiment_source,
    cast(nullif(texts_read.sentiment_evidence, '') as string) as sentiment_evidence,
    cast(nullif(texts_read.topics, '') as string) as topics,
    cast(nullif(texts_read.topic_evidence, '') as string) as topic_evidence,
    cast(texts_read.is_wish as boolean) as is_wish,
    cast(nullif(texts_read.wish, '') as string) as wish,
    cast(texts_read.is_complaint as boolean) as is_complaint,
    cast(nullif(texts_read.complaint_evidence, '') as string) as complaint_evidence,
    cast(nullif(texts_read.complaint_topics, '') as string) as complaint_topics,
    cast(texts_read.reader_version as string) as reader_version

from texts
inner join texts_read on texts.text_hash = texts_read.text_hash
