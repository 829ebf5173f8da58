"""What people decided about rejected rows, as the loader applies it: a row lands with its correction."""

from dataclasses import dataclass, field

import duckdb

from orchestration.ingest.manifests import Load
from orchestration.quoting import literal, parquet_rows, quoted
from orchestration.state import State

# the decisions a person can take
ACCEPTED, CORRECTED, REJECTED = "accepted", "corrected", "rejected"
_PATCHES = "_file varchar, _row bigint, column_name varchar, value varchar"


def quarantine_id(*parts: str) -> str:
    """SQL for the short, stable name of a bad value, from SQL for source, table, record, column, rule, value.

    It depends on content alone: the same wrong value that comes again has the same name, another value not.
    """
    texts = ", ".join(f"cast({part} as varchar)" for part in parts)
    return f"left(sha256(cast(to_json([{texts}]) as varchar)), 16)"


@dataclass(frozen=True)
class Corrections:
    """Per quarantine id of a rejected row of one contract table: decision id and the right value."""

    decided: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def wanted(self, con: duckdb.DuckDBPyConnection, load: Load) -> dict[str, str]:
        """The decisions that a load should have applied: to rows it rejected, or corrected as it landed."""
        if not self.decided:
            return {}
        ids = set(load.corrected)
        if load.rejected:
            rejected = parquet_rows([load.folder / "rejected.parquet"])
            ids |= {found for (found,) in con.execute(f"select quarantine_id from {rejected}").fetchall()}
        return {found: self.decided[found][0] for found in sorted(ids) if found in self.decided}

    def apply(self, con: duckdb.DuckDBPyConnection) -> bool:
        """Take the rows of `rejects` that are decided to `patches` and `corrected`; whether there were any.

        A row with two bad values is rejected again for the second, which may be decided, too.
        """
        if not self.decided:
            return False
        values = [(name, *decision) for name, decision in self.decided.items()]
        con.execute(
            "create or replace temp table decided (quarantine_id varchar, decision_id varchar, value varchar)"
        )
        con.executemany("insert into decided values (?, ?, ?)", values)
        fresh = "from rejects join decided using (quarantine_id)"
        if "corrected" in _relations(con):
            fresh += " where quarantine_id not in (select quarantine_id from corrected)"
        ((count,),) = con.execute(f"select count(*) {fresh}").fetchall()
        if not count:
            return False
        con.execute(f"create temp table if not exists patches ({_PATCHES})")
        con.execute(f"insert into patches select _file, _row, column_name, value {fresh}")
        found = f"select rejects.*, decision_id {fresh}"
        is_first = "corrected" not in _relations(con)
        con.execute(
            f"create temp table corrected as {found}" if is_first else f"insert into corrected {found}"
        )
        return True


NO_CORRECTIONS = Corrections()


def applied_corrections(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Decision id by quarantine id, of the rows whose corrections were applied."""
    if "corrected" not in _relations(con):
        return {}
    return dict(
        con.execute("select distinct quarantine_id, decision_id from corrected order by all").fetchall()
    )


def read_corrections(
    con: duckdb.DuckDBPyConnection, state: State, source_system: str
) -> dict[str, Corrections]:
    """The corrections of rejected rows of one source system, by contract table."""
    rows = con.execute(
        f"select contract_table, quarantine_id, decision_id, value from {state.newest_decisions()}"
        " where fate = 'rejected' and decision = ? and source_system = ?",
        [CORRECTED, source_system],
    ).fetchall()
    found: dict[str, Corrections] = {}
    for table, name, decision_id, value in rows:
        found.setdefault(table, Corrections()).decided[name] = (decision_id, value)
    return found


def patched_columns(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the contract columns for which rows have a correction now."""
    if "patches" not in _relations(con):
        return []
    return [
        name for (name,) in con.execute("select distinct column_name from patches order by all").fetchall()
    ]


def right(name: str) -> str:
    """The column beside a mapped one that holds its correction, as {value}; null where there is none."""
    return quoted("_right_" + name)


def patched(mapped: str, columns: list[str]) -> str:
    """The mapped rows, in their order, each with the corrections it has."""
    if not columns:
        return mapped
    values = ", ".join(
        f"max({{'value': value}}) filter (column_name = {literal(name)}) as {right(name)}" for name in columns
    )
    return (
        "select * exclude (_order) from (select *, row_number() over () as _order"
        f" from ({mapped})) as numbered"
        f" left join (select _file, _row, {values} from patches group by _file, _row) using (_file, _row)"
        " order by _order"
    )


def clear_corrections(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what `apply` made."""
    for name in ("patches", "corrected", "decided"):
        con.execute(f"drop table if exists {name}")


def _relations(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()}
