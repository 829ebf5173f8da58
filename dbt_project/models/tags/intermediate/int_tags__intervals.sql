{{ config(materialized='view') }}

{{ observed_intervals(source('ingest', 'tag_history'), ref('int_tags__changes'), source('ingest', 'tag_backfills')) }}
