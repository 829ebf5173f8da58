"""`huaxiang compact`: many small files of a home become few, under the lock of a refresh."""

import duckdb

from orchestration.home import Home
from orchestration.ingest.compaction import compact
from orchestration.ingest.manifests import current_loads, loads
from orchestration.settings import Settings
from orchestration.staleness import read_sources
from orchestration.warehouse import warehouse_lock


def compact_home(settings: Settings) -> int:
    """Pack the small increments of every table; how many loads were packed."""
    home = Home(settings.home)
    with warehouse_lock(home), duckdb.connect() as con:
        return compact(con, current_loads(loads(home.landing), read_sources(settings)))
