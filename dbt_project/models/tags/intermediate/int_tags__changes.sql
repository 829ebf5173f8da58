-- with where a tag comes from that begins
{{ observed_changes(
    source('ingest', 'tag_history'), ref('int_tags__held'), ref('int_tags__causes'), more=['tag_source']
) }}
