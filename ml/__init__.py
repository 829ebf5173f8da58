"""Pure functions on frames: no Dagster, no warehouse, no files."""
