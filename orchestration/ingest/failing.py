"""Which expression of a mapping it was that DuckDB could not evaluate, without quoting a value."""

import duckdb

from orchestration.ingest.extracts import Extract


def failure(con: duckdb.DuckDBPyConnection, raw: str, extract: Extract, error: duckdb.Error) -> str:
    """Which expression it was that DuckDB could not evaluate."""
    for rule in extract.where:
        if cause := _cause(con, f"select max(hash(coalesce(({rule.keep}\n), false))) from {raw}"):
            return f"where {rule.name}: `{rule.keep}` fails: {cause}. Mend it in defs.yaml."
    keys = ", ".join(f"({key}\n)" for key in extract.one_row_per)
    # beside _row an aggregate fails where it must: without one_row_per
    pointer, group = ("", f" group by {keys}") if keys else (", _row", "")
    for name, mapping in extract.columns.items():
        values = (
            f"select ({mapping.expression}\n) as value{pointer} from fated where _left_out is null{group}"
        )
        if cause := _cause(con, f"select max(hash(value)) from ({values})"):
            return f"{name}: `{mapping.expression}` fails: {cause}. Mend it in defs.yaml."
    return f"the mapping in defs.yaml fails: {_said(error)}."


def _cause(con: duckdb.DuckDBPyConnection, sql: str) -> str | None:
    try:
        con.execute(sql).fetchall()
    except duckdb.Error as error:
        return _said(error)
    return None


def _said(error: duckdb.Error) -> str:
    """What DuckDB says where it can only speak of SQL; where it may quote a value, only the kind of error."""
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
        return str(error).splitlines()[0]
    return type(error).__name__
