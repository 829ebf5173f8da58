"""Interfaces over HTTP: every object page by page, resumable, as rows with a column per key."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.polled import Answer, CursorValue, PolledObject
from orchestration.ingest.connections.rest_calls import Caller, RefusedError
from orchestration.ingest.connections.rest_config import PAGINATORS, RestConfig, parse_rest
from orchestration.ingest.connections.rest_pages import Pages
from orchestration.ingest.connections.rest_records import filled, looked_up, records_of, spread, value_at
from orchestration.ingest.connections.secrets import Variables
from orchestration.ingest.json_lines import key_columns
from orchestration.quoting import parquet_rows, quoted

if TYPE_CHECKING:
    import requests

# cursor type → the column's type in raw
_CURSOR_SQL = {"number": "bigint", "unix": "bigint", "time": "timestamptz"}
_SIMPLE = (str, int, float, bool, type(None))


@dataclass(frozen=True)
class RestConnection:
    """An interface, not yet asked."""

    config: RestConfig

    @property
    def poll_minutes(self) -> int:
        """How often the daemon asks."""
        return self.config.poll_minutes

    @contextmanager
    def opened(self, pending: Path) -> Iterator["RestSession"]:
        """A session that keeps its pages in `pending` until it is closed."""
        yield RestSession(self.config, Caller(self.config), pending)


def parse_rest_connection(connection: Mapping[str, Any], variables: Variables, place: str) -> RestConnection:
    """The connection that its YAML describes; HuaxiangError names what is missing or unknown."""
    return RestConnection(parse_rest(connection, variables, place))


@dataclass
class RestSession:
    """One asking of an interface."""

    config: RestConfig
    caller: Caller
    pending: Path
    answers: dict[str, Pages] = field(default_factory=dict)
    objects: dict[str, PolledObject] = field(default_factory=dict)

    def fetch(
        self,
        con: duckdb.DuckDBPyConnection,
        polled: PolledObject,
        since: CursorValue | None,
        folder: Path,
    ) -> Answer:
        """The records of an object; HuaxiangError when the interface does not give them."""
        pages = self.answers[polled.name] = Pages(self.pending / polled.name)
        self.objects[polled.name] = polled
        is_resumed = pages.goes_on(polled.reading_hash)
        if not is_resumed:
            self._start(pages, polled, since)
        try:
            self._complete(pages, polled)
        except RefusedError:
            if not is_resumed:
                raise
            # where an answer goes on is not known for ever
            self._start(pages, polled, since)
            self._complete(pages, polled)
        return Answer(_relation(con, pages, polled), pages.state["is_whole"])

    def close(self) -> None:
        """Forget answers that have been kept, but for those that others go on from after a failure."""
        needed = [
            parent
            for name, polled in self.objects.items()
            if not self.answers[name].is_complete
            for parent in polled.parents
        ]
        for name, pages in self.answers.items():
            if pages.is_complete and name not in needed:
                pages.remove()

    def _start(self, pages: Pages, polled: PolledObject, since: CursorValue | None) -> None:
        is_whole = since is None
        for parent in polled.parents:
            if not self.answers[parent].is_complete:
                raise HuaxiangError(f"it is asked for by the records of '{parent}', which did not come.")
            is_whole = is_whole and self.answers[parent].state["is_whole"]
        pages.start(polled.reading_hash, self._calls(polled, since), is_whole=is_whole)

    def _calls(self, polled: PolledObject, since: CursorValue | None) -> list[dict[str, Any]]:
        """The values to fill into the question, call by call."""
        if "inside" in polled.ask:
            return [{}]
        if "for_each" in polled.ask:
            return [values for each in polled.ask["for_each"] for values in self._values_of(each)]
        return list(_windows(polled.ask, since))

    def _values_of(self, each: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """What the records of a parent say of each call, or with `at_once: 100` of a hundred at once."""
        found = [
            {name: value_at(record, path) for name, path in each["with"].items()}
            for record in self.answers[each["object"]].records()
            if all(value_at(record, path) == value for path, value in each.get("if", {}).items())
        ]
        at_once = each.get("at_once")
        if at_once is None:
            yield from found
            return
        for start in range(0, len(found), at_once):
            some = found[start : start + at_once]
            yield {name: [values[name] for values in some] for name in each["with"]}

    def _complete(self, pages: Pages, polled: PolledObject) -> None:
        """Fetch the pages that are not there yet."""
        if pages.is_complete:
            return
        known = self._known(polled)
        if "inside" in polled.ask:
            found = spread(self.answers[polled.ask["inside"]].records(), polled.ask)
            pages.add(list(looked_up(found, polled.ask, known)), None, is_last=True)
            return
        calls = pages.calls
        for number in range(pages.state["call"], len(calls)):
            for records, following in self._paged(polled, calls[number], pages.state["next"]):
                beside = {
                    f"for_{name}": value for name, value in calls[number].items() if _is_key(name, value)
                }
                found = looked_up(spread(records, polled.ask), polled.ask, known)
                is_last = number == len(calls) - 1
                pages.add([beside | record for record in found], following, is_last=is_last)

    def _paged(
        self, polled: PolledObject, values: Mapping[str, Any], resumed: Mapping[str, Any] | None
    ) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any] | None]]:
        """Page by page the records, and what is needed to ask for the next page."""
        paginator = self._paginator(polled)
        request = self._request(polled, values)
        if resumed:
            request.url, request.params, request.json = (resumed[key] for key in ("url", "params", "json"))
            vars(paginator).update(resumed["paginator"])
        else:
            paginator.init_request(request)
        while True:
            response = self.caller.call(request, polled.name)
            records = records_of(self.caller.body(response), polled.ask)
            paginator.update_state(response, records)
            if not paginator.has_next_page:
                yield records, None
                return
            paginator.update_request(request)
            state = {key: value for key, value in vars(paginator).items() if isinstance(value, _SIMPLE)}
            following = {"url": request.url, "params": request.params, "json": request.json}
            yield records, deepcopy(following | {"paginator": state})

    def _request(self, polled: PolledObject, values: Mapping[str, Any]) -> "requests.Request":
        import requests

        ask = polled.ask
        body = filled(ask["json"], values) if "json" in ask else None
        # an id may hold a slash
        in_path = {name: quote(str(value), safe="") for name, value in values.items()}
        return requests.Request(
            str(ask.get("method", "GET")).upper(),
            self.caller.url(filled(ask["path"], in_path)),
            headers=dict(self.config.headers),
            params=filled(ask.get("params", {}), values),
            json=body,
            auth=self.caller.auth,
        )

    def _paginator(self, polled: PolledObject) -> Any:
        from dlt.sources.helpers.rest_client import paginators

        given = polled.ask.get("paginator", self.config.paginator)
        options = dict(given) if isinstance(given, dict) else {"type": given}
        kind = getattr(paginators, PAGINATORS[options.pop("type")])
        try:
            return kind(**options)
        except (TypeError, ValueError) as error:
            what = f"'{polled.name}': its `paginator` in defs.yaml cannot be used"
            raise HuaxiangError(f"{what}: {error}") from error

    def _known(self, polled: PolledObject) -> dict[str, dict[str, str]]:
        """Per look-up what other objects say of each id."""
        known = {}
        for name, look_up in polled.ask.get("look_up", {}).items():
            pages = self.answers[look_up["of"]]
            if not pages.is_complete:
                raise HuaxiangError(f"it takes names from '{look_up['of']}', which did not come.")
            known[name] = {
                str(value_at(record, look_up["by"])): _taken(look_up["take"], record)
                for record in pages.records()
            }
        return known


def _taken(template: str, record: Mapping[str, Any]) -> str:
    """`{group_name}:{tag.name}` of a record."""
    parts = template.split("{")
    paths = [part.split("}")[0] for part in parts[1:]]
    return str(filled(template, {path: value_at(record, path) for path in paths}))


def _is_key(name: str, value: Any) -> bool:
    return name not in ("since", "until") and not isinstance(value, list)


def _windows(ask: Mapping[str, Any], since: CursorValue | None) -> Iterator[dict[str, Any]]:
    """`since` and `until` of each call: one, or with `window` as many as it takes until now."""
    kind, start, seconds = (ask.get(key) for key in ("cursor_type", "start", "window_seconds"))
    now = datetime.now(UTC)
    if kind not in ("time", "unix"):
        yield {"since": since, "until": None}
        return
    first = datetime.fromtimestamp(since, UTC) if isinstance(since, int) else since
    if first is None and start is not None:
        first = datetime(start.year, start.month, start.day, tzinfo=UTC)
    # a window holds both its ends, and no moment is in two
    least = timedelta(seconds=1 if kind == "unix" else 0)
    while seconds and first is not None and first + timedelta(seconds=seconds) < now:
        following = first + timedelta(seconds=seconds)
        yield {"since": _as_asked(first, kind), "until": _as_asked(following - least, kind)}
        first = following
    yield {"since": first and _as_asked(first, kind), "until": _as_asked(now, kind)}


def _as_asked(value: datetime, kind: str) -> Any:
    return int(value.timestamp()) if kind == "unix" else value.isoformat().replace("+00:00", "Z")


def _relation(con: duckdb.DuckDBPyConnection, pages: Pages, polled: PolledObject) -> str:
    """The records as a relation: every key a column of text, the cursor typed."""
    lines = parquet_rows(pages.files)
    keys = con.execute(
        f"select distinct unnest(json_keys(line)) as name from {lines} order by name"
    ).fetchall()
    relation = f"select {key_columns([key for (key,) in keys])} from {lines}"
    kind = polled.ask.get("cursor_type", "text")
    if kind not in _CURSOR_SQL or polled.cursor.column not in {key for (key,) in keys}:
        return f"({relation})"
    column = quoted(polled.cursor.column)
    bad = con.execute(
        f"select count(*) from ({relation}) where {column} is not null"
        f" and try_cast({column} as {_CURSOR_SQL[kind]}) is null"
    ).fetchone()[0]
    if bad:
        raise HuaxiangError(
            f"cursor {polled.cursor.column} is declared as `type: {kind}`, but {bad} records hold something"
            " else."
        )
    return f"(select * replace (cast({column} as {_CURSOR_SQL[kind]}) as {column}) from ({relation}))"
