"""Interfaces as other companies build them, on 127.0.0.1: how they page, sign, fail and go on."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from orchestration.errors import HuaxiangError

QUICK = {"attempts": 4, "first_seconds": 0.01, "most_seconds": 2}
PEOPLE = [
    {
        "id": n,
        "name": f"Person {n}",
        "updated_at": f"2026-03-{n:02d}T10:00:00Z",
        "spent": 0.1 + n,
        "tags": [n],
    }
    for n in range(1, 8)
]


class Shop:
    """Answers what `answers` says; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict, dict]] = []
        self.people = list(PEOPLE)
        self.failures: list[tuple[int, dict]] = []
        self.address = ""

    def answer(self, path: str, params: dict, headers: dict) -> tuple[int, dict, object]:
        self.asked.append((path, params, headers))
        if self.failures:
            status, extra = self.failures.pop(0)
            return status, extra, {"error": "no"}
        since = params.get("since", "")
        found = [person for person in self.people if person["updated_at"] >= since]
        match path.split("/"):
            case ["pages"]:
                first = (int(params["page"]) - 1) * 3
                return 200, {}, {"data": {"items": found[first : first + 3]}, "pages": -(-len(found) // 3)}
            case ["offsets"]:
                first, limit = int(params["offset"]), int(params["limit"])
                return 200, {}, {"items": found[first : first + limit], "total": len(found)}
            case ["links"]:
                first = int(params.get("from", 0))
                link = f"{self.address}/links?from={first + 3}" if first + 3 < len(found) else None
                return 200, {}, {"items": found[first : first + 3], "next": link}
            case ["elsewhere"]:
                return 200, {}, {"items": found, "next": "http://127.0.0.2:1/links"}
            case ["people", number, "notes"]:
                return 200, {}, [{"note": f"of {number}"}] * (int(number) % 2)
        return 404, {}, {}


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    with served(shop) as shop.address:
        yield shop


@contextmanager
def served(shop: Shop) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params, headers = dict(parse_qsl(parts.query)), dict(self.headers)
            status, extra, body = shop.answer(parts.path.strip("/"), params, headers)
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            given = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            good = "key-4711" in given.values()
            token = {"access_token": f"token-of-{given['client_id']}", "expires_in": 60}
            content = json.dumps(token if good else {}).encode()
            self.send_response(200 if good else 401)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def api(asking, shop):
    asking.connection = {"kind": "rest", "base_url": shop.address, "retries": QUICK}
    asking.variables = {"TOKEN": "tok-4711", "KEY": "key-4711"}
    paged = {"type": "page_number", "base_page": 1, "total_path": "pages"}
    asking.objects = {
        "customers": {"path": "pages", "records": "data.items", "paginator": paged, "full_snapshot": True}
    }
    return asking


PAGED = {
    "pages": ("data.items", {"type": "page_number", "base_page": 1, "total_path": "pages"}),
    "offsets": ("items", {"type": "offset", "limit": 3, "total_path": "total"}),
    "links": ("items", {"type": "json_link", "next_url_path": "next"}),
}


@pytest.mark.parametrize("path", PAGED)
def test_all_pages_are_read_however_they_are_counted(api, path):
    records, paginator = PAGED[path]
    api.objects["customers"] |= {"path": path, "records": records, "paginator": paginator}
    assert api.pull().problems == []

    assert api.fetched("customers", "id, spent, tags, _row")[6] == ("7", "7.1", "[7]", 7)
    assert len(api.fetched("customers")) == 7
    assert api.pull().raw_loads == []


def test_an_increment_asks_from_the_cursor_less_its_look_back(api, shop):
    api.objects["customers"] = {
        "path": "pages",
        "params": {"since": "{since}"},
        "records": "data.items",
        "paginator": PAGED["pages"][1],
        "cursor": {"field": "updated_at", "type": "time", "look_back": "2 days"},
    }
    api.pull()
    shop.people.append(PEOPLE[0] | {"id": 8, "updated_at": "2026-03-06T00:00:00Z"})
    api.pull()

    assert "since" not in shop.asked[0][1]
    assert shop.asked[-1][1]["since"] == "2026-03-05T10:00:00Z"
    assert api.raw_loads()[1].parsed == 1
    assert api.pull().raw_loads == []


BASIC = "Basic " + b64encode(b"me:key-4711").decode()


AUTH = {
    "bearer": ({"token": "${TOKEN}"}, "Authorization", "Bearer tok-4711"),
    "api_key": ({"name": "X-Key", "value": "${KEY}"}, "X-Key", "key-4711"),
    "http_basic": ({"username": "me", "password": "${KEY}"}, "Authorization", BASIC),
    "oauth2_client_credentials": (
        {"token_url": "${ADDRESS}/token", "client_id": "me", "client_secret": "${KEY}"},
        "Authorization",
        "Bearer token-of-me",
    ),
}


@pytest.mark.parametrize("kind", AUTH)
def test_calls_are_signed_with_what_the_environment_holds(api, shop, kind):
    given, header, value = AUTH[kind]
    api.connection["auth"] = {"kind": kind, **given}
    api.variables["ADDRESS"] = shop.address
    assert api.pull().problems == []

    assert {headers[header] for _, _, headers in shop.asked} == {value}


def test_a_key_in_the_address_goes_to_no_other_host_and_into_no_file(api, shop):
    api.connection["auth"] = {"kind": "api_key", "name": "key", "value": "${KEY}", "location": "query"}
    elsewhere = {
        "path": "elsewhere",
        "records": "items",
        "paginator": PAGED["links"][1],
        "full_snapshot": True,
    }
    api.objects["elsewhere"] = elsewhere
    (problem,) = api.pull().problems

    assert "goes on at another host" in problem.message
    assert {params["key"] for _, params, _ in shop.asked} == {"key-4711"}
    files = [path.read_bytes() for path in api.home.root.rglob("*") if path.is_file()]
    assert not any(b"key-4711" in file for file in files)


def test_one_call_per_record_of_another_object(api, shop):
    api.objects["notes"] = {
        "path": "people/{id}/notes",
        "for_each": {"object": "customers", "with": {"id": "id"}},
    }
    assert api.pull().problems == []

    assert api.fetched("notes", "for_id, note") == [(str(n), f"of {n}") for n in (1, 3, 5, 7)]


def test_a_moment_s_failure_is_waited_for(api, shop):
    shop.failures = [(429, {"Retry-After": "1"}), (503, {}), (500, {})]
    assert api.pull().problems == []

    assert len(api.fetched("customers")) == 7


def test_a_lasting_failure_is_told_and_the_next_run_goes_on_where_it_stopped(api, shop):
    api.pull()
    shop.people.append(PEOPLE[0] | {"id": 9})
    shop.failures = [(503, {})] * QUICK["attempts"]
    (problem,) = api.pull().problems

    assert problem.severity == "warning"
    assert "'customers' answers with status 503" in problem.message
    assert "Earlier loads stay in use" in problem.message
    assert len(api.landed("1")) == 7
    assert api.pull().problems == []
    assert len(api.landed("1")) == 8


def test_what_is_refused_is_not_asked_again(api, shop):
    shop.failures = [(401, {})] * 9
    (problem,) = api.pull().problems

    assert "status 401. Check the credentials" in problem.message
    assert len(shop.asked) == 1


def test_nothing_is_written_outside_the_home(api, monkeypatch, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("HOME", str(elsewhere))
    monkeypatch.chdir(elsewhere)
    api.pull()

    assert list(elsewhere.iterdir()) == []


MISTAKES = {
    "secret": ({"auth": {"kind": "bearer", "token": "abc"}}, {}, "a secret comes from the environment"),
    "auth": ({"auth": {"kind": "magic"}}, {}, "kind 'magic' is unknown"),
    "paginator": ({"paginator": {"type": "guess"}}, {}, "`type` must be one of"),
    "errors": ({"errors": {"code": "errcode"}}, {}, "entry 'good' is missing"),
    "retries": ({"retries": {"attempts": 0}}, {}, "are numbers above 0"),
    "no-path": ({}, {"records": "data", "full_snapshot": True}, "say either `path:`"),
    "neither": ({}, {"path": "a"}, "say either `cursor:`"),
    "parent": ({}, {"path": "a", "for_each": {"object": "b", "with": {"c": "d"}}}, "no object 'b' above it"),
    "cursor-type": ({}, {"path": "a", "cursor": {"field": "x", "type": "moon"}}, "type 'moon' is unknown"),
    "window": (
        {},
        {"path": "a", "cursor": {"field": "x", "type": "unix", "window": "30 days"}},
        "needs a `start`",
    ),
}


@pytest.mark.parametrize(("connection", "entry", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_the_yaml_are_named(api, connection, entry, message):
    api.connection |= connection
    api.objects = {"customers": entry} if entry else api.objects
    with pytest.raises(HuaxiangError, match=message):
        api.source()
