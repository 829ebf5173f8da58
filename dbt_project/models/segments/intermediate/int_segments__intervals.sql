{{ observed_intervals(source('ingest', 'segment_history'), ref('int_segments__changes')) }}
