"""Values of PostgreSQL as they are: JSON as its text, and times that Python has no word for as text."""

from typing import Any

import psycopg
from psycopg.adapt import Loader
from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader
from psycopg.types.string import TextLoader


class _Whole(Loader):
    """Text where the value is `infinity` or a year beyond 9999: one such row must not cost the table."""

    def load(self, data: Any) -> Any:
        try:
            return super().load(data)
        except psycopg.DataError:
            return bytes(data).decode()


class _Day(_Whole, DateLoader):
    """A day."""


class _Stamp(_Whole, TimestampLoader):
    """A time without zone."""


class _Instant(_Whole, TimestamptzLoader):
    """A time with zone."""


def as_they_are(connection: psycopg.Connection) -> None:
    """Let this connection give every value."""
    for name in ("json", "jsonb"):
        connection.adapters.register_loader(name, TextLoader)
    for name, loader in {"date": _Day, "timestamp": _Stamp, "timestamptz": _Instant}.items():
        connection.adapters.register_loader(name, loader)
