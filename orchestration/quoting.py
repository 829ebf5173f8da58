"""Names, texts and files as DuckDB writes them."""

from collections.abc import Iterable, Mapping
from pathlib import Path


def quoted(name: str) -> str:
    """A column name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A text or path as a literal."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet_rows(files: Iterable[Path]) -> str:
    """The rows of exactly these Parquet files, united by column name.

    Files are listed, for a glob would read brackets in a path as a pattern. Nothing is read from the path: a
    folder `load_id=…` would otherwise overrule a column `load_id` of the file.
    """
    listed = ", ".join(literal(file) for file in files)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def no_rows(types: Mapping[str, str]) -> str:
    """A query of these columns, name to type, that has no row."""
    columns = ", ".join(f"cast(null as {kind}) as {quoted(name)}" for name, kind in types.items())
    return f"select {columns} where false"
