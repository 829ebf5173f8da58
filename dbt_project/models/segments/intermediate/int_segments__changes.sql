{{ observed_changes(source('ingest', 'segment_history'), ref('int_segments__held'), ref('int_tags__causes')) }}
