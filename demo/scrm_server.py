"""An interface of pages on 127.0.0.1, as a tool beside WeCom has: group messages, looks at content."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "demo-token"  # noqa: S105 -- nothing but the demo is behind it
_PER_PAGE = 500
_PREFIX = "/v1/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # head and body as one packet: a second one waits 40 ms for the first to be confirmed
    wbufsize = -1
    records: Mapping[str, list[Any]]

    def do_GET(self) -> None:
        """A page of records, the first without `page`."""
        parts = urlsplit(self.path)
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._answer(401, {"error": "no token, or not this one"})
            return
        found = self.records.get(parts.path.removeprefix(_PREFIX))
        if found is None:
            self._answer(404, {"error": "there is no such list"})
            return
        first = (int(dict(parse_qsl(parts.query)).get("page", 1)) - 1) * _PER_PAGE
        pages = -(-len(found) // _PER_PAGE)
        self._answer(200, {"data": found[first : first + _PER_PAGE], "pages": pages})

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _answer(self, status: int, body: Mapping[str, Any]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve(folder: Path, _: Callable[[str], str | None]) -> Iterator[Mapping[str, str]]:
    """The lists of a demo world, and by which variables they are found while the block lasts."""
    files = sorted((folder / "scrm").glob("*.json"))
    records = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
    handler = type("Handler", (_Handler,), {"records": records})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}{_PREFIX}"
            yield {"DEMO_SCRM_URL": address, "DEMO_SCRM_TOKEN": TOKEN}
        finally:
            server.shutdown()
            thread.join()
