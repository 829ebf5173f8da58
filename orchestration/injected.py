"""What became of the faults that a demo home's world injected; completeness before and after cleaning."""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from ml.truth.faults import FaultKind, fault_kinds
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.manifests import Load, RawLoad, current_loads, loads, raw_loads
from orchestration.ingest.sources import read_source
from orchestration.quoting import parquet_rows
from orchestration.settings import DBT_PROJECT_DIR, Settings, business_settings

# `one_row_per` and repeats are left out under these names; everything else is a `where` of the source
_MERGED = "identical_repeat"
_FATES = {
    "rejected": "select _file, _row, 'rejected' as fate, column_name as column_name from {}",
    "flagged": "select _file, _row, 'flagged' as fate, column_name from {}",
    "repairs": "select distinct _file, _row, 'repaired' as fate, column_name from {}",
    "left_out": f"select _file, _row, case name when '{_MERGED}' then 'merged' else 'left_out' end as fate,"
    " '' as column_name from {}",
    "unparsable": "select _file, _row, 'unparsable' as fate, '' as column_name from {}",
}


@dataclass(frozen=True)
class Completeness:
    """Shares of a field's values in one table: as they came, after cleaning and flagging."""

    contract_table: str
    field: str
    rows: int
    before: float
    after: float


def injected_faults(home: Home, settings: Settings, truth: Path) -> list[FaultKind]:
    """Per kind what became of the faults of a demo home's world."""
    faults = pd.read_parquet(truth / "faults.parquet")
    with duckdb.connect() as con:
        parts = [_fates_of(con, home, settings, name) for name in faults["source_system"].unique()]
    return fault_kinds(faults, pd.concat(parts, ignore_index=True))


def completeness(home: Home, settings: Settings) -> list[Completeness]:
    """Of the fields that completeness counts, in the tables that hold them, before and after cleaning."""
    fields = set(business_settings()["profile_fields"])
    found = []
    with duckdb.connect() as con:
        for load in _current(home, settings, settings.sources):
            if load.table in ("crm.contacts", "shop.customers"):
                found += _completeness_of(con, load, fields)
    return found


def _completeness_of(con: duckdb.DuckDBPyConnection, load: Load, fields: set[str]) -> list[Completeness]:
    rows = parquet_rows([load.folder / "rows.parquet"])
    columns = [name for (name, *_) in con.execute(f"describe select * from {rows}").fetchall()]
    known = [name for name in columns if name in fields]
    counts = con.execute(
        f"select count(*), {', '.join(f'count({name})' for name in known)} from {rows}"
    ).fetchone()
    emptied = _counts(con, load, "repairs", "result is null and original is not null")
    flagged = _counts(con, load, "flagged", "not keep_value")
    return [
        Completeness(
            load.table,
            name,
            counts[0],
            (count + emptied.get(name, 0)) / counts[0],
            (count - flagged.get(name, 0)) / counts[0],
        )
        for name, count in zip(known, counts[1:], strict=True)
    ]


def _counts(con: duckdb.DuckDBPyConnection, load: Load, kind: str, condition: str) -> dict[str, int]:
    path = load.folder / f"{kind}.parquet"
    if not path.exists():
        return {}
    sql = f"select column_name, count(*) from {parquet_rows([path])} where {condition} group by column_name"
    return dict(con.execute(sql).fetchall())


def _current(home: Home, settings: Settings, names: tuple[str, ...]) -> list[Load]:
    contracts = read_contracts(DBT_PROJECT_DIR)
    sources = [read_source(name, settings.variable, contracts) for name in names]
    return current_loads(loads(home.landing), sources)


def _fates_of(con: duckdb.DuckDBPyConnection, home: Home, settings: Settings, name: str) -> pd.DataFrame:
    """What became of the rows of one system: source_system, object, part, row, fate, column."""
    raw = {load.load_id: load for load in raw_loads(home.raw, name)}
    current = _current(home, settings, (name,))
    frames = [_of_load(con, load, raw[load.raw_load_id]) for load in current]
    names = ["_file", "_row", "fate", "column_name", "object"]
    frame = pd.concat([pd.DataFrame(columns=names), *frames]).drop_duplicates(ignore_index=True)
    parts = {}
    for of, files in _files(current, raw).items():
        parts |= {(of, file): place for place, file in enumerate(sorted(files, key=_in_natural_order), 1)}
    frame["part"] = [parts[key] for key in zip(frame["object"], frame["_file"], strict=True)]
    frame = frame.rename(columns={"_row": "row", "column_name": "column"})
    return frame.drop(columns="_file").assign(source_system=name)


def _files(current: list[Load], raw: dict[str, RawLoad]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for load in current:
        found.setdefault(load.raw_object, set()).update(file["name"] for file in raw[load.raw_load_id].files)
    return found


def _of_load(con: duckdb.DuckDBPyConnection, load: Load, raw: RawLoad) -> pd.DataFrame:
    files = {name: [load.folder / f"{name}.parquet"] for name in _FATES}
    files["unparsable"] = sorted(raw.folder.glob("unparsable-*.parquet"))
    selects = [
        _FATES[name].format(parquet_rows(paths))
        for name, paths in files.items()
        if paths and paths[0].exists()
    ]
    nothing = "select '' as _file, cast(0 as bigint) as _row, '' as fate, '' as column_name where false"
    return con.execute(" union all by name ".join([nothing, *selects])).df().assign(object=load.raw_object)


def _in_natural_order(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
