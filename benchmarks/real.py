"""Where the real data sets lie: HUAXIANG_REAL_DATA, else ../shared/data beside the project."""

from orchestration.settings import DBT_PROJECT_DIR, Settings

_PROJECT = DBT_PROJECT_DIR.parent
REAL_DATA = (
    _PROJECT / (Settings.from_environment().variable("HUAXIANG_REAL_DATA") or "../shared/data")
).resolve()
