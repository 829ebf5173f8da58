"""The owner of a table is told once of its bad values: in a file, and by a webhook where there is one.

A notice waits in `notices/outbox/` until it is out everywhere, so that a killed run or a dead webhook only
delays it; a receiver that sees a `notice_id` twice may drop the second. It holds no values.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import duckdb
import pandas as pd

from orchestration.home import Home, write_json
from orchestration.ingest.problems import counted
from orchestration.review.desk import OPEN, Item
from orchestration.state import State
from orchestration.state_types import NOTICE_TYPES

_SHOWN_IDS = 20
_SECONDS = 10


def notify(home: Home, items: Iterable[Item], webhook: str | None) -> tuple[int, list[str]]:
    """Tell each owner of the open items they have not been told of; how many, and what went wrong."""
    told = _told(home)
    by_owner: dict[str, list[Item]] = {}
    for item in items:
        if item.status == OPEN and item.quarantine_id not in told:
            by_owner.setdefault(item.owner, []).append(item)
    for owner, news in by_owner.items():
        notice = _notice(owner, news)
        write_json(_outbox(home) / f"{notice['notice_id']}.json", notice)
    return sum(map(len, by_owner.values())), deliver(home, webhook)


def deliver(home: Home, webhook: str | None) -> list[str]:
    """Send what waits; what went wrong, in words. It is tried again by the next run."""
    problems = []
    for path in sorted(_outbox(home).glob("[!.]*.json")):
        notice = json.loads(path.read_text())
        ids = notice.pop("quarantine_ids")
        _remember(home, notice, ids)
        _append(home.notices / "notices.jsonl", notice)
        problem = _posted(webhook, notice) if webhook else None
        if problem:
            problems.append(
                f"the owner {notice['owner']} could not be told of {notice['text']}: {problem}. The next run"
                " tries again; the notice is in notices/notices.jsonl of the home."
            )
        else:
            path.unlink(missing_ok=True)
    return problems


def _outbox(home: Home) -> Path:
    return home.notices / "outbox"


def _told(home: Home) -> set[str]:
    with duckdb.connect() as con:
        found = con.execute(f"select quarantine_id from {State(home).notices()}").fetchall()
    waiting = [json.loads(path.read_text()) for path in _outbox(home).glob("[!.]*.json")]
    return {name for (name,) in found} | {name for notice in waiting for name in notice["quarantine_ids"]}


def _notice(owner: str, news: list[Item]) -> dict[str, Any]:
    ids = sorted(item.quarantine_id for item in news)
    notice_id = hashlib.sha256("|".join([owner, *ids]).encode()).hexdigest()[:16]
    return {
        "notice_id": notice_id,
        "owner": owner,
        "noticed_at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        "text": f"{counted(len(news), 'new bad value')} ({_summed(news)})",
        "new": list(_groups(news)),
        "next": "huaxiang review list",
        "quarantine_ids": ids,
    }


def _summed(news: list[Item]) -> str:
    counts = Counter(f"{item.source_system} · {item.contract_table}" for item in news)
    return ", ".join(f"{table}: {count}" for table, count in sorted(counts.items()))


def _groups(news: list[Item]) -> Iterator[dict[str, Any]]:
    """Per table, column and rule the count and some ids; never a value."""
    names = ("source_system", "contract_table", "column_name", "fate", "reason")
    groups: dict[tuple[Any, ...], list[str]] = {}
    for item in news:
        groups.setdefault(tuple(getattr(item, name) for name in names), []).append(item.quarantine_id)
    for group, ids in sorted(groups.items(), key=lambda entry: tuple(map(str, entry[0]))):
        yield dict(zip(names, group, strict=True)) | {"count": len(ids), "ids": sorted(ids)[:_SHOWN_IDS]}


def _remember(home: Home, notice: dict[str, Any], ids: list[str]) -> None:
    about = (notice["notice_id"], notice["owner"], datetime.fromisoformat(notice["noticed_at"]))
    rows = [(name, *about) for name in ids]
    State(home).append_notices(notice["notice_id"], pd.DataFrame(rows, columns=list(NOTICE_TYPES)))


def _append(path: Path, notice: dict[str, Any]) -> None:
    """Add a line, unless a run that was killed has added it."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if notice["notice_id"] in before:
        return
    # a killed run may have left the beginning of a line
    start = "\n" if before and not before.endswith("\n") else ""
    with path.open("a", encoding="utf-8") as file:
        file.write(start + json.dumps(notice, ensure_ascii=False) + "\n")


def _posted(webhook: str, notice: dict[str, Any]) -> str | None:
    """Why the webhook did not take the notice; its address may hold a secret and is not told."""
    if urlsplit(webhook).scheme not in ("http", "https"):
        return "HUAXIANG_NOTICE_WEBHOOK is no http or https address"
    body = json.dumps(notice, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        with urlopen(Request(webhook, body, headers), timeout=_SECONDS):  # noqa: S310 - http or https, as checked
            return None
    except URLError as error:
        status = getattr(error, "code", None)
        return f"the webhook answers {status}" if status else "the webhook cannot be reached"
    except (OSError, ValueError) as error:
        return f"the webhook cannot be reached ({type(error).__name__})"
