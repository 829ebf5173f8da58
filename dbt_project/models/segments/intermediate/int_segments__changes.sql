{{ observed_changes(source('ingest', 'segment_history'), ref('int_segments__held')) }}
