"""The one way to the rows of loads, wherever they lie."""

from collections.abc import Iterable

from orchestration.ingest.manifests import Load
from orchestration.ingest.quoting import parquet_rows

ROWS = "rows.parquet"


def rows_of(loads: Iterable[Load]) -> str:
    """The rows of exactly these loads as a DuckDB relation; at least one load."""
    return parquet_rows([load.folder / ROWS for load in loads])
