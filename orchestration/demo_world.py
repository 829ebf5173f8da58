"""`huaxiang demo`: the demo company in another size, written into a home before its first refresh."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.manifests import raw_loads
from orchestration.ingest.sources import read_source
from orchestration.settings import DBT_PROJECT_DIR, DEFAULT_SOURCES, Settings, business_settings


def demo_end(end: str | None) -> date:
    """The business day before which a world ends; none given is today. HuaxiangError when it is no day."""
    if end is None:
        return datetime.now(ZoneInfo(business_settings()["business_timezone"])).date()
    try:
        return date.fromisoformat(end)
    except ValueError as error:
        raise HuaxiangError(f"--end {end!r} is not a day. Write 2026-03-02.") from error


def write_demo(settings: Settings, end_on: date, *, persons: int, years: float, seed: int) -> Path:
    """Write the extracts of all its systems where they look for them; HuaxiangError when a home has them."""
    from demo import world

    home = Home(settings.home)
    contracts = read_contracts(DBT_PROJECT_DIR)
    folder = read_source(DEFAULT_SOURCES[0], settings.variable, contracts).folder.path
    if any(raw_loads(home.raw, name) for name in DEFAULT_SOURCES):
        raise HuaxiangError(
            f"The home {home.root} has already loaded a demo company, and two of them in one home would mix."
            " Give --home another folder."
        )
    try:
        world.write(folder, end_on, persons=persons, years=years, seed=seed)
    except ValueError as error:
        raise HuaxiangError(str(error)) from error
    return folder
