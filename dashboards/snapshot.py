"""The published snapshot that the app shows: the newest one, opened read-only, each question asked once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from dashboards.started import started

_POINTER = "profiles.duckdb"


def published() -> Path:
    """The folder of snapshots that the app was started with."""
    return started().folder


def newest() -> Path | None:
    """The file of the newest snapshot; None where nothing is published yet."""
    pointer = published() / _POINTER
    return pointer.resolve() if pointer.exists() else None


def rows(sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
    """The answer of the newest snapshot; asked of the same snapshot again, it is not computed again."""
    return _rows(str(newest()), sql, tuple(parameters))


def row(sql: str, parameters: Sequence[Any] = ()) -> dict[str, Any] | None:
    """The first row by column, with None for null; None where there is none."""
    found = _answered(str(newest()), sql, tuple(parameters))
    return found[0] if found else None


def records(sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows by column, with None for null."""
    return _answered(str(newest()), sql, tuple(parameters))


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(path: str) -> duckdb.DuckDBPyConnection:
    # what people write in the app is read as SQL expressions: nothing outside the snapshot can be reached
    connection = duckdb.connect(path, read_only=True)
    connection.execute(
        "set TimeZone = 'UTC'; set enable_external_access = false; set lock_configuration = true"
    )
    return connection


@st.cache_data(max_entries=500, show_spinner=False)
def _rows(path: str, sql: str, parameters: tuple[Any, ...]) -> pd.DataFrame:
    with _opened(path).cursor() as cursor:
        return cursor.execute(sql, list(parameters)).df()


@st.cache_data(max_entries=500, show_spinner=False)
def _answered(path: str, sql: str, parameters: tuple[Any, ...]) -> list[dict[str, Any]]:
    with _opened(path).cursor() as cursor:
        cursor.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]
