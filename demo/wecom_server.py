"""WeCom's public server interface on 127.0.0.1, as far as customers, tags, groups and moments go.

It serves the records it is given, refuses what the real one refuses, and can be told to fail now and then:
`python -m demo.wecom_server FOLDER`. Fields and codes: developer.work.weixin.qq.com/document/path/92109.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = dict[str, Any]
_PREFIX = "/cgi-bin/"
_MONTH_SECONDS = 31 * 24 * 3600
_MOST_STAFF = 100
# what goes wrong when something does: a status, an error code, or the line itself
_FAILURES = (500, 429, 45009, -1, "dropped", "cut")


@dataclass
class Records:
    """What WeCom holds. `comments` and `likes` are by moment and staff member."""

    staff: list[str] = field(default_factory=list)
    contacts: list[Answer] = field(default_factory=list)
    tag_groups: list[Answer] = field(default_factory=list)
    groups: list[Answer] = field(default_factory=list)
    moments: list[Answer] = field(default_factory=list)
    moment_tasks: list[Answer] = field(default_factory=list)
    comments: list[Answer] = field(default_factory=list)
    likes: list[Answer] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Records":
        """From `<name>.json` files of lists; one that is not there is empty."""
        files = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
        return cls(**{name: records for name, records in files.items() if name in cls.__dataclass_fields__})


@dataclass
class Manners:
    """How the server behaves: how often it fails, for how many calls a token is good, calls per second."""

    corp_id: str = "ww-demo"
    secret: str = "demo-secret"  # noqa: S105 -- nothing but the demo is behind it
    failing: float = 0.0
    seed: int = 0
    token_calls: int = 10**9
    calls_per_second: int = 10**9


class Wecom:
    """Answers calls; also counts them, for tests."""

    def __init__(self, records: Records, manners: Manners) -> None:
        self.records, self.manners = records, manners
        self.address = ""
        self.calls: Counter[str] = Counter()
        self.failures: Counter[Any] = Counter()
        self._random = random.Random(manners.seed)  # noqa: S311 -- failures, not secrets
        self._lock = Lock()
        self._token, self._tokens, self._left = "", 0, 0
        self._second = (0, 0)
        self._paths: dict[str, Callable[[Answer], Answer]] = {
            "externalcontact/get_follow_user_list": lambda _: {"follow_user": self.records.staff},
            "externalcontact/batch/get_by_user": self._contacts,
            "externalcontact/get_corp_tag_list": lambda _: {"tag_group": self.records.tag_groups},
            "externalcontact/groupchat/list": self._group_list,
            "externalcontact/groupchat/get": self._group,
            "externalcontact/get_moment_list": self._moments,
            "externalcontact/get_moment_task": self._moment_tasks,
            "externalcontact/get_moment_comments": self._moment_comments,
        }

    def answer(self, path: str, params: Answer, body: Answer) -> Answer | int | str:
        """An answer with `errcode`, or a status other than 200, or `dropped` or `cut` for a broken line."""
        with self._lock:
            self.calls[path] += 1
            if self._random.random() < self.manners.failing:
                failure = self._random.choice(_FAILURES)
                self.failures[failure] += 1
                is_code = failure in (45009, -1)
                return _error(failure, "api freq out of limit") if is_code else failure
            return self._answer(path, params, body)

    def _answer(self, path: str, params: Answer, body: Answer) -> Answer:
        if path == "gettoken":
            return self._new_token(params)
        if path not in self._paths:
            return _error(40066, "invalid url")
        if not self._token or params.get("access_token") != self._token:
            return _error(40014, "invalid access_token")
        if self._left <= 0:
            return _error(42001, "access_token expired")
        now, made = int(monotonic()), self._second[1] if self._second[0] == int(monotonic()) else 0
        self._second = (now, made + 1)
        if made >= self.manners.calls_per_second:
            return _error(45033, "api concurrent out of limit")
        self._left -= 1
        return {"errcode": 0, "errmsg": "ok"} | self._paths[path](body)

    def _new_token(self, params: Answer) -> Answer:
        if params.get("corpid") != self.manners.corp_id:
            return _error(40013, "invalid corpid")
        if params.get("corpsecret") != self.manners.secret:
            return _error(40001, "invalid credential")
        self._tokens += 1
        self._token, self._left = f"token-{self._tokens}-{self.manners.seed}", self.manners.token_calls
        return {"errcode": 0, "errmsg": "ok", "access_token": self._token, "expires_in": 7200}

    def _contacts(self, body: Answer) -> Answer:
        staff = body.get("userid_list") or []
        if not 0 < len(staff) <= _MOST_STAFF:
            return _error(40058, "userid_list: 1 to 100 are allowed")
        found = [contact for contact in self.records.contacts if contact["follow_info"]["userid"] in staff]
        return _page("external_contact_list", found, body, most=100)

    def _group_list(self, body: Answer) -> Answer:
        listed = [{"chat_id": group["chat_id"], "status": 0} for group in self.records.groups]
        return _page("group_chat_list", listed, body, most=1000)

    def _group(self, body: Answer) -> Answer:
        found = [group for group in self.records.groups if group["chat_id"] == body.get("chat_id")]
        return {"group_chat": found[0]} if found else _error(49008, "invalid chat_id")

    def _moments(self, body: Answer) -> Answer:
        start, end = body.get("start_time"), body.get("end_time")
        if not isinstance(start, int) or not isinstance(end, int) or end - start > _MONTH_SECONDS:
            return _error(40058, "start_time and end_time: at most a month apart")
        wanted = {0: (0,), 1: (1,), 2: (0, 1)}[body.get("filter_type", 2)]
        found = [
            moment
            for moment in self.records.moments
            if start <= int(moment["create_time"]) <= end and moment["create_type"] in wanted
        ]
        return _page("moment_list", found, body, most=100)

    def _moment_tasks(self, body: Answer) -> Answer:
        found = [task for task in self.records.moment_tasks if task["moment_id"] == body.get("moment_id")]
        tasks = [{key: value for key, value in task.items() if key != "moment_id"} for task in found]
        return _page("task_list", tasks, body, most=1000)

    def _moment_comments(self, body: Answer) -> Answer:
        def of(reactions: Sequence[Answer]) -> list[Answer]:
            wanted = [body.get("moment_id"), body.get("userid")]
            return [
                {key: value for key, value in reaction.items() if key not in ("moment_id", "staff")}
                for reaction in reactions
                if [reaction["moment_id"], reaction["staff"]] == wanted
            ]

        return {"comment_list": of(self.records.comments), "like_list": of(self.records.likes)}


def _error(code: int, message: str) -> Answer:
    return {"errcode": code, "errmsg": f"{message}, hint: [1700000000_1_demo]"}


def _page(name: str, found: list[Answer], body: Answer, most: int) -> Answer:
    """A page of at most `limit`, and the cursor of the next one; empty after the last."""
    first = int(body.get("cursor") or 0)
    limit = min(int(body.get("limit") or most), most)
    following = first + limit
    return {name: found[first:following], "next_cursor": str(following) if following < len(found) else ""}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # head and body as one packet: a second one waits 40 ms for the first to be confirmed
    wbufsize = -1
    wecom: Wecom

    def do_GET(self) -> None:
        """Answer a call without a body."""
        self._answer({})

    def do_POST(self) -> None:
        """Answer a call with a body."""
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(json.loads(self.rfile.read(length) or b"{}"))

    def log_message(self, *_: Any) -> None:
        """Nothing: addresses hold the token."""

    def _answer(self, body: Answer) -> None:
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(_PREFIX)
        answer = self.wecom.answer(path, dict(parse_qsl(parts.query)), body)
        if answer == "dropped":
            self.close_connection = True
            return
        status = answer if isinstance(answer, int) else 200
        content = json.dumps(answer if isinstance(answer, dict) else {}, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        # a line that breaks in the middle of an answer
        self.send_header("Content-Length", str(len(content) + (answer == "cut")))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = answer == "cut"


@contextmanager
def served(records: Records, manners: Manners, port: int = 0) -> Iterator[tuple[str, Wecom]]:
    """The address, until the block ends, and who answers there."""
    wecom = Wecom(records, manners)
    handler = type("Handler", (_Handler,), {"wecom": wecom})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            wecom.address = f"http://127.0.0.1:{server.server_port}{_PREFIX}"
            yield wecom.address, wecom
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serve(folder: Path, _: Callable[[str], str | None]) -> Iterator[Mapping[str, str]]:
    """WeCom as a demo world wrote it, and by which variables it is found while the block lasts."""
    manners = Manners()
    with served(Records.read(folder / "wecom"), manners) as (address, _):
        yield {
            "DEMO_WECOM_URL": address,
            "DEMO_WECOM_CORP_ID": manners.corp_id,
            "DEMO_WECOM_SECRET": manners.secret,
        }


def main() -> None:
    """Serve a folder until the process ends; the address is the first line written."""
    with served(Records.read(Path(sys.argv[1])), Manners()) as (address, _):
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        Thread(target=lambda: None).join()
        sys.stdin.read()


if __name__ == "__main__":
    main()
