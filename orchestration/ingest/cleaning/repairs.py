"""The values of a load, cleaned: Python sees distinct values, and of these only what SQL does not pass."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from orchestration.ingest.cleaning.definition import Chain
from orchestration.ingest.contracts import Column, ContractTable
from orchestration.quoting import literal, quoted

_BATCH = 200_000
_CHANGED = pa.schema([("original", pa.string()), ("result", pa.string()), ("rule", pa.string())])


def clean_rows(con: duckdb.DuckDBPyConnection, contract: ContractTable, country: str | None) -> None:
    """Clean the rows of `judged` that land, and note every change in the temporary table `repairs`.

    repairs: _file, _row, record_key, column_name, rule (several joined by ` + `), original, result.
    """
    _note_dates(con, contract)
    for column in contract.columns:
        for kind, condition in _held(column):
            _clean(con, column.name, condition, contract.cleaning.chain(kind, country))


def repair_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Repaired values by `<column>: <rule>`."""
    sql = "select column_name || ': ' || rule as label, count(*) from repairs group by label order by label"
    return dict(con.execute(sql).fetchall())


def _note_dates(con: duckdb.DuckDBPyConnection, contract: ContractTable) -> None:
    """Days and stamps that were not written as ISO says; casting them has already read them."""
    parts = [
        f"select _file, _row, record_key, {literal(column.name)}, 'date_format', {_read(column)},"
        f" cast({quoted(column.name)} as varchar) from judged"
        f" where _why is null and {_read(column)} is not null and {quoted(column.name)} is not null"
        for column in contract.columns
        if column.is_day_or_stamp
    ]
    empty = (
        "select cast(null as varchar) as _file, cast(null as bigint) as _row,"
        " cast(null as varchar) as record_key, cast(null as varchar) as column_name,"
        " cast(null as varchar) as rule, cast(null as varchar) as original, cast(null as varchar) as result"
        " where false"
    )
    con.execute(f"create or replace temp table repairs as {' union all '.join([empty, *parts])}")


def _read(column: Column) -> str:
    return quoted("_read_" + column.name)


def _held(column: Column) -> Iterator[tuple[str, str]]:
    """The kinds a column holds, each with the SQL condition under which it does."""
    for kind in column.kinds:
        yield kind, f"{quoted(column.holds_by)} = {literal(kind)}" if column.holds_by else "true"


def _clean(con: duckdb.DuckDBPyConnection, name: str, condition: str, chain: Chain) -> None:
    column, lands = quoted(name), f"_why is null and {condition}"
    unsettled = f" and not ({chain.settled})" if chain.settled else ""
    con.execute(
        "create or replace temp table unsettled as select distinct value from"
        f" (select {column} as value from judged where {lands}) where value is not null{unsettled}"
    )
    con.execute("create or replace temp table changed (original varchar, result varchar, rule varchar)")
    for batch in _changes(con, chain):
        con.register("changes", batch)
        con.execute("insert into changed select * from changes")
        con.unregister("changes")
    same = f"judged.{column} = changed.original and {lands}"
    con.execute(
        f"insert into repairs select _file, _row, record_key, {literal(name)}, rule, original, result"
        f" from judged join changed on {same}"
    )
    con.execute(f"update judged set {column} = changed.result from changed where {same}")
    con.execute("drop table unsettled")
    con.execute("drop table changed")


def _changes(con: duckdb.DuckDBPyConnection, chain: Chain) -> Iterator[pa.Table]:
    """Originals with results and rules, a batch at a time."""
    (count,) = con.execute("select count(*) from unsettled").fetchone()
    for start in range(0, count, _BATCH):
        values = con.execute(
            "select value from unsettled where rowid >= ? and rowid < ?", [start, start + _BATCH]
        ).fetchall()
        cleaned = [(value, chain.clean(value)) for (value,) in values]
        changed = [(value, new.result, " + ".join(new.rules)) for value, new in cleaned if new.rules]
        if changed:
            columns = zip(*changed, strict=True)
            yield pa.table([list(column) for column in columns], schema=_CHANGED)
