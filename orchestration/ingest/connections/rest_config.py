"""What a source system's YAML says of an interface: where it is, who asks, how it pages and how it errs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.polled import (
    Cursor,
    PolledObject,
    parse_look_back,
    parse_poll_minutes,
)
from orchestration.ingest.connections.secrets import Secret, Variables, expand, secret
from orchestration.ingest.yaml_entries import entries, listed, name_of, named

# kind of auth → its secrets, and what else it must and may say
_AUTH = {
    "bearer": (["token"], [], []),
    "api_key": (["value"], ["name"], ["location"]),
    "http_basic": (["password"], ["username"], []),
    "oauth2_client_credentials": (["client_secret"], ["token_url", "client_id"], ["scope"]),
    "token": ([], ["path", "params", "token", "param"], []),
}
# how an interface pages → dlt's class for it
PAGINATORS = {
    "single_page": "SinglePagePaginator",
    "page_number": "PageNumberPaginator",
    "offset": "OffsetPaginator",
    "cursor": "JSONResponseCursorPaginator",
    "json_link": "JSONLinkPaginator",
    "header_link": "HeaderLinkPaginator",
    "header_cursor": "HeaderCursorPaginator",
}
_CURSOR_TYPES = ("text", "number", "time", "unix")
_OBJECT_ENTRIES = [
    *("path", "method", "params", "json", "records", "paginator", "spread", "look_up", "for_each", "inside"),
    *("cursor", "full_snapshot"),
]


@dataclass(frozen=True)
class BodyErrors:
    """Errors that come with status 200: the entry with the code, which pass, which ask for a new token."""

    code: str = ""
    message: str = ""
    good: tuple[Any, ...] = ()
    again: tuple[Any, ...] = ()
    new_token: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Retries:
    """Calls that fail for a moment are made again, after twice as long each time."""

    attempts: int = 6
    first_seconds: float = 1
    most_seconds: float = 60


@dataclass(frozen=True)
class RestConfig:
    """An interface that is asked over HTTP."""

    base_url: str
    auth: Mapping[str, Any] = field(hash=False)
    headers: Mapping[str, str] = field(hash=False, repr=False)
    paginator: Mapping[str, Any] = field(hash=False)
    errors: BodyErrors
    retries: Retries
    poll_minutes: int

    @property
    def secrets(self) -> list[str]:
        """All secret values."""
        nested = [*self.auth.values(), *self.auth.get("params", {}).values()]
        return [*(value.value for value in nested if isinstance(value, Secret)), *self.headers.values()]


def parse_rest(connection: Mapping[str, Any], variables: Variables, place: str) -> RestConfig:
    """The interface that its YAML describes; HuaxiangError names what is missing or unknown."""
    optional = ["auth", "headers", "paginator", "errors", "retries", "poll_minutes"]
    entries(connection, place, ["kind", "base_url"], optional)
    headers = named(connection["headers"], f"{place}: headers") if "headers" in connection else {}
    return RestConfig(
        base_url=expand(str(connection["base_url"]), variables, f"{place}: base_url").rstrip("/"),
        auth=_auth(connection.get("auth"), variables, f"{place}: auth"),
        headers={name: expand(str(value), variables, f"{place}: headers") for name, value in headers.items()},
        paginator=_paginator(connection.get("paginator", {"type": "single_page"}), f"{place}: paginator"),
        errors=_body_errors(connection.get("errors"), f"{place}: errors"),
        retries=_retries(connection.get("retries"), f"{place}: retries"),
        poll_minutes=parse_poll_minutes(connection, place),
    )


def parse_rest_objects(value: Any, place: str) -> dict[str, PolledObject]:
    """All objects of an interface, in the order in which they are asked for."""
    objects: dict[str, PolledObject] = {}
    for name, entry in named(value, place).items():
        objects[name] = _object(name, entry, f"{place}.{name}", objects)
    return objects


def _object(name: str, entry: Any, where: str, above: Mapping[str, PolledObject]) -> PolledObject:
    entries(entry, where, [], _OBJECT_ENTRIES)
    ask = {key: value for key, value in entry.items() if key not in ("cursor", "full_snapshot")}
    if ("path" in ask) == ("inside" in ask):
        raise HuaxiangError(
            f"{where}: say either `path:` to be asked for or `inside:` another object's name."
        )
    if "paginator" in ask:
        _paginator(ask["paginator"], f"{where}: paginator")
    if "for_each" in ask:
        ask["for_each"] = _for_each(ask["for_each"], f"{where}: for_each")
    parents = _parents(ask)
    for parent in (*parents, *(look_up["of"] for look_up in _look_ups(ask, where).values())):
        if parent not in above:
            raise HuaxiangError(f"{where}: there is no object '{parent}' above it in the file.")
    follows = any(above[parent].cursor or above[parent].follows_cursor for parent in parents)
    return PolledObject(name_of(name, where), ask, _cursor(entry, ask, parents, where), parents, follows)


def _parents(ask: Mapping[str, Any]) -> tuple[str, ...]:
    each = [parent["object"] for parent in ask.get("for_each", ())]
    return tuple(dict.fromkeys([*each, *([ask["inside"]] if "inside" in ask else [])]))


def _look_ups(ask: Mapping[str, Any], where: str) -> dict[str, Any]:
    look_ups = named(ask["look_up"], f"{where}: look_up") if "look_up" in ask else {}
    for name, look_up in look_ups.items():
        entries(look_up, f"{where}: look_up: {name}", ["ids", "of", "by", "take"])
    return look_ups


def _for_each(value: Any, where: str) -> list[dict[str, Any]]:
    parents = value if isinstance(value, list) else [value]
    for parent in parents:
        entries(parent, where, ["object", "with"], ["if", "at_once"])
        named(parent["with"], f"{where}: with")
    return parents


def _cursor(
    entry: Mapping[str, Any], ask: dict[str, Any], parents: tuple[str, ...], where: str
) -> Cursor | None:
    """The cursor, whose type and windows are part of the question."""
    if parents:
        if "cursor" in entry or "full_snapshot" in entry:
            raise HuaxiangError(
                f"{where}: what is new follows from {', '.join(parents)}; leave `cursor` out."
            )
        return None
    if entry.get("full_snapshot") is True and "cursor" not in entry:
        return None
    if "cursor" not in entry or "full_snapshot" in entry:
        raise HuaxiangError(f"{where}: say either `cursor:` or `full_snapshot: true`.")
    place = f"{where}: cursor"
    cursor = entries(entry["cursor"], place, ["field"], ["type", "look_back", "start", "window"])
    kind = cursor.get("type", "text")
    if kind not in _CURSOR_TYPES:
        raise HuaxiangError(f"{place}: type '{kind}' is unknown; use {', '.join(_CURSOR_TYPES)}.")
    look_back = parse_look_back(cursor.get("look_back"), f"{place}: look_back")
    if kind == "unix" and isinstance(look_back, timedelta):
        look_back = int(look_back.total_seconds())
    ask |= {"cursor_type": kind} | _windows(cursor, kind, place)
    return Cursor(str(cursor["field"]), look_back)


def _windows(cursor: Mapping[str, Any], kind: str, place: str) -> dict[str, Any]:
    """First day and length of the windows in which a time is asked for."""
    start, window = cursor.get("start"), parse_look_back(cursor.get("window"), f"{place}: window")
    try:
        start = None if start is None else date.fromisoformat(str(start))
    except ValueError as error:
        raise HuaxiangError(f"{place}: `start: {start}` must be a day, such as 2024-01-01.") from error
    if (start or window) and kind not in ("time", "unix"):
        raise HuaxiangError(f"{place}: `start` and `window` need `type: time` or `type: unix`.")
    if window is not None and (start is None or not isinstance(window, timedelta) or not window):
        raise HuaxiangError(f"{place}: `window` must be a time, such as 30 days, and needs a `start`.")
    return {"start": start, "window_seconds": window and window.total_seconds()}


def _auth(value: Any, variables: Variables, where: str) -> dict[str, Any]:
    if value is None:
        return {}
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind not in _AUTH:
        raise HuaxiangError(f"{where}: kind '{kind}' is unknown; use {', '.join(_AUTH)}.")
    secrets, required, optional = _AUTH[kind]
    entries(value, where, ["kind", *secrets, *required], optional)
    auth = {
        key: secret(item, variables, f"{where}: {key}") if key in secrets else _plain(item, variables, where)
        for key, item in value.items()
    }
    if kind == "token":
        given = named(value["params"], f"{where}: params")
        auth["params"] = {name: secret(item, variables, f"{where}: {name}") for name, item in given.items()}
    if auth.get("location", "header") not in ("header", "query"):
        raise HuaxiangError(f"{where}: location must be header or query.")
    return auth


def _plain(value: Any, variables: Variables, where: str) -> Any:
    return expand(value, variables, where) if isinstance(value, str) else value


def _paginator(value: Any, where: str) -> dict[str, Any]:
    paginator = {"type": value} if isinstance(value, str) else value
    if not isinstance(paginator, dict) or paginator.get("type") not in PAGINATORS:
        raise HuaxiangError(f"{where}: `type` must be one of {', '.join(PAGINATORS)}.")
    return paginator


def _body_errors(value: Any, where: str) -> BodyErrors:
    if value is None:
        return BodyErrors()
    entries(value, where, ["code", "good"], ["message", "again", "new_token"])
    codes = {
        name: tuple(listed(value.get(name, []), f"{where}: {name}"))
        for name in ("good", "again", "new_token")
    }
    return BodyErrors(str(value["code"]), str(value.get("message", "")), **codes)


def _retries(value: Any, where: str) -> Retries:
    given = entries(value or {}, where, [], ["attempts", "first_seconds", "most_seconds"])
    if not all(isinstance(number, int | float) and number > 0 for number in given.values()):
        raise HuaxiangError(f"{where}: attempts, first_seconds and most_seconds are numbers above 0.")
    return Retries(**given)
