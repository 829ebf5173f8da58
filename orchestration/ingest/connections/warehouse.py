"""Tables that another tool has already loaded: a DuckDB file, or a schema of any SQLAlchemy database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.polled import (
    Answer,
    Connection,
    CursorValue,
    PolledObject,
    parse_poll_minutes,
)
from orchestration.ingest.connections.secrets import Variables, expand
from orchestration.ingest.connections.sql import parse_sql
from orchestration.ingest.parts import raw_name
from orchestration.ingest.yaml_entries import entries
from orchestration.quoting import literal, quoted

_NESTED = ("STRUCT", "MAP", "UNION", "JSON")
# types that Parquet or other drivers know under no name of their own
_AS_TEXT = {"INTERVAL", "TIME", "TIME WITH TIME ZONE", "UUID", "BIT", "HUGEINT", "UHUGEINT", "BIGNUM"}


@dataclass(frozen=True)
class DuckdbConnection:
    """A DuckDB file that another tool writes."""

    path: Path
    poll_minutes: int

    @contextmanager
    def opened(self, pending: Path) -> Iterator["DuckdbSession"]:
        """The file, opened to be read; HuaxiangError when it cannot be, or another process is writing."""
        if not self.path.is_file():
            raise HuaxiangError(f"there is no file {self.path}. Mend `path` of the connection.")
        try:
            # of its own: the file must not be held longer than it is read
            warehouse = duckdb.connect(str(self.path), read_only=True)
        except duckdb.Error as error:
            raise HuaxiangError(
                f"{self.path.name} cannot be opened ({type(error).__name__}): perhaps another process is"
                " writing to it. The next run asks again."
            ) from None
        with warehouse:
            warehouse.execute("set TimeZone = 'UTC'")
            warehouse.execute("begin")
            yield DuckdbSession(warehouse)


@dataclass
class DuckdbSession:
    """One transaction on a DuckDB file."""

    warehouse: duckdb.DuckDBPyConnection

    def fetch(
        self,
        con: duckdb.DuckDBPyConnection,
        polled: PolledObject,
        since: CursorValue | None,
        folder: Path,
    ) -> Answer:
        """The rows of a table or query; HuaxiangError when there is none such."""
        rows = _rows(polled)
        try:
            described = self.warehouse.execute(f"describe select * from {rows}").fetchall()
            columns = ", ".join(_column(name, kind) for name, kind, *_ in described)
            condition, values = "", []
            if since is not None:
                cursor = quoted(polled.cursor.column)
                condition, values = f" where {cursor} >= ? or {cursor} is null", [since]
            target = folder / "rows.parquet"
            self.warehouse.execute(
                f"copy (select row_number() over () as _row, {columns} from {rows}{condition})"
                f" to {literal(target)} (format parquet, compression zstd)",
                values,
            )
        except duckdb.Error as error:
            with suppress(duckdb.Error):
                self.warehouse.execute("rollback")
            self.warehouse.execute("begin")
            raise HuaxiangError(f"the warehouse does not answer: {_said(error)}") from None
        return Answer(f"read_parquet({literal(target)})", is_whole=since is None)

    def close(self) -> None:
        """Nothing is left to do."""


def parse_warehouse(connection: Mapping[str, Any], variables: Variables, place: str) -> Connection:
    """The connection that its YAML describes; HuaxiangError names what is missing or unknown."""
    if "url" in connection:
        return parse_sql(connection, variables, place)
    entries(connection, place, ["kind", "path"], ["poll_minutes"])
    path = Path(expand(str(connection["path"]), variables, f"{place}: path")).expanduser().resolve()
    return DuckdbConnection(path, parse_poll_minutes(connection, place))


def _rows(polled: PolledObject) -> str:
    if "table" in polled.ask:
        return ".".join(quoted(part) for part in polled.ask["table"].split("."))
    return f"({polled.ask['query'].rstrip().rstrip(';')}\n)"


def _column(name: str, kind: str) -> str:
    """The column as raw keeps it: nested values as JSON, bytes as hexadecimal digits."""
    value, kept = quoted(name), quoted(raw_name(name))
    if kind.endswith("]") or kind.startswith(_NESTED):
        value = f"cast(to_json({value}) as varchar)"
    elif kind == "BLOB":
        value = f"lower(hex({value}))"
    elif kind in _AS_TEXT or kind.startswith("ENUM"):
        value = f"cast({value} as varchar)"
    return f"{value} as {kept}"


def _said(error: duckdb.Error) -> str:
    """What DuckDB says of names; of anything else only its kind, for it may quote a value."""
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
        return str(error).splitlines()[0].partition(": ")[2]
    return type(error).__name__
