"""`huaxiang tag lint`: what is wrong with definitions, and what the newest snapshot makes one think about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape

from orchestration.home import Home
from orchestration.publish.snapshot import latest_snapshot
from orchestration.settings import business_settings
from orchestration.tags.defined import defined_tags

_TOLD_ONE_BY_ONE = 3
_COUNTS = """
select
    tag_key,
    count(*) filter (where is_usable),
    count(*) filter (where valid_to_on is null and not is_usable),
    (select count(*) from customers.dim_customers)
from tags.fct_customer_tags
group by tag_key
"""
_ALIKE = """
with

held as (select customer_id, tag_key, tag_value from tags.fct_customer_tags where is_usable),

sizes as (select tag_key, count(*) as size from held group by tag_key)

select
    one.tag_key,
    other.tag_key,
    count(*) / (max(one_size.size) + max(other_size.size) - count(*)) as jaccard
from held as one
inner join held as other on one.customer_id = other.customer_id and one.tag_key < other.tag_key
inner join sizes as one_size on one.tag_key = one_size.tag_key
inner join sizes as other_size on other.tag_key = other_size.tag_key
-- two that differ much in size cannot be alike, and two that say a value say different things
where
    least(one_size.size, other_size.size) >= $alike * greatest(one_size.size, other_size.size)
    and (one.tag_value is null or other.tag_value is null)
group by one.tag_key, other.tag_key
having jaccard >= $alike
order by jaccard desc, one.tag_key, other.tag_key
"""


@dataclass(frozen=True)
class Finding:
    """Something to think about; `place` is the definition's file and line."""

    place: str
    tag_key: str
    text: str


def findings(home: Home, draft: Path | None = None) -> list[Finding]:
    """Soft findings, by file and line; HuaxiangError with every hard one.

    Before a first snapshot only those that the definitions alone tell.
    """
    tags, path = defined_tags(draft), latest_snapshot(home.published)
    found = [*_same_rules(tags.values()), *_unread(tags.values())]
    if path:
        with duckdb.connect(str(path), read_only=True) as con:
            found += _by_holders(con, tags, business_settings())
    return sorted(found, key=lambda each: (each.place.rsplit(":", 1)[0], _line(each.place), each.text))


def _same_rules(tags: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    import sqlglot

    first: dict[str, str] = {}
    for tag in tags:
        if tag["source"] != "rule":
            continue
        normal = sqlglot.parse_one(tag["rule"], dialect="duckdb").sql(normalize=True)
        other = first.setdefault(normal, tag["key"])
        if other != tag["key"]:
            yield _of(tag, f"has the same rule as {other}; keep one of them.")


def _unread(tags: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    for tag in tags:
        if not tag["consumers"]:
            yield _of(tag, "no segment and no other tag reads it; is its action still done by hand?")


def _by_holders(
    con: duckdb.DuckDBPyConnection, tags: Mapping[str, Any], settings: Mapping[str, Any]
) -> Iterator[Finding]:
    counts = {key: figures for key, *figures in con.execute(_COUNTS).fetchall()}
    known = {key for (key,) in con.execute("select tag_key from tags.dim_tags").fetchall()}
    for key, tag in tags.items():
        held, expired, customers = counts.get(key, (0, 0, 0))
        share = held / customers if customers else 0
        if expired:
            yield _of(tag, f"{expired:,} customers hold it past its time to live: its sources are silent.")
        if key in known and key not in counts:
            yield _of(tag, "never matched anybody; mend the rule, connect its source, or take it out.")
        elif key in counts and 0 < share < settings["tag_narrow_share"]:
            yield _of(tag, f"too narrow: {held:,} of {customers:,} customers ({share:.3%}).")
        elif share > settings["tag_broad_share"]:
            yield _of(tag, f"too broad to tell customers apart: {share:.1%} hold it.")
    for one, other, jaccard in con.execute(_ALIKE, {"alike": settings["tag_duplicate_overlap"]}).fetchall():
        if one in tags:
            yield _of(tags[one], f"finds the same customers as {other} (Jaccard {jaccard:.2f}).")


def _of(tag: Mapping[str, Any], text: str) -> Finding:
    return Finding(str(tag.places["key"]), tag["key"], text)


def _line(place: str) -> int:
    return int(place.rsplit(":", 1)[1])


def show_findings(out: Console, found: list[Finding]) -> None:
    """A line per finding, as editors make a link of it; what is said of many tags stands once."""
    by_text: dict[str, list[Finding]] = {}
    for each in found:
        by_text.setdefault(each.text, []).append(each)
    for text, group in by_text.items():
        if len(group) > _TOLD_ONE_BY_ONE:
            named = ", ".join(each.tag_key for each in group)
            out.print(f"[yellow]![/yellow] {len(group)} tags: {escape(text)} {named}", soft_wrap=True)
            continue
        for each in group:
            told = f"{escape(each.place)}: tag [bold]{each.tag_key}[/bold]: {escape(text)}"
            out.print(f"[yellow]![/yellow] {told}", soft_wrap=True)
    if not found:
        out.print("[green]✓[/green] Definitions are right, and nothing is to be thought about.")
