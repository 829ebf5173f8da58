"""The figures of the periodic review of all tags 定期复盘, from the newest snapshot and state."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.tags.bench import Bench, bench
from orchestration.tags.defined import defined_tags, with_rests
from orchestration.tags.review_sql import OUTCOMES

_LEAST_HOLDERS = 30
_MOST_CHANGED = 0.2


@dataclass(frozen=True)
class Review:
    """One tag. Shares are from 0 to 1; `order_low` to `order_high`: holders' order rate minus others' (95 %).

    `changed_share` is the mean share of holders that came or went per run of the last 30 days;
    `milliseconds` is None where the snapshot does not show what the rule reads; `reasons` say why to retire
    or mend it.
    """

    key: str
    name: str
    dimension: str
    owner: str
    action: str
    consumers: tuple[str, ...]
    customers: int
    coverage: float
    expired: int
    given: int
    changed_share: float | None
    confirmed_on: date | None
    nearest: str | None
    overlap: float | None
    compared_on: date | None
    holders_then: int | None
    holder_rate: float | None
    other_rate: float | None
    order_low: float | None
    order_high: float | None
    holder_churn: float | None
    other_churn: float | None
    milliseconds: float | None
    reasons: tuple[str, ...]


def review(home: Home) -> tuple[date, int, list[Review]]:
    """As of when, of how many customers, and every defined tag by dimension and key."""
    tags = defined_tags()
    with bench(home) as opened:
        ((customers,),) = opened.rows("select count(*) from customers.dim_customers")
        found = {key: dict.fromkeys((*_GOVERNED, *_OUTCOMES)) | _NOBODY for key in tags}
        governed = f"select tag_key, {', '.join(_GOVERNED.values())} from marts.mart_tag_governance"
        for sql, names in ((governed, _GOVERNED), (OUTCOMES, _OUTCOMES)):
            for key, *figures in opened.rows(sql):
                if key in found:
                    found[key] |= dict(zip(names, figures, strict=True))
        opened.make(["int_tags__evaluated"], {"tags": with_rests(tags, tags)})
        for key in tags:
            found[key]["milliseconds"] = _milliseconds(opened, key)
        reviewed = [_of(tag, found[key]) for key, tag in tags.items()]
        return opened.as_of_on, customers, sorted(reviewed, key=lambda each: (each.dimension, each.key))


# what the mart says of every tag, by the name it has here
_GOVERNED = {
    "customers": "holder_count",
    "coverage": "coverage",
    "expired": "expired_count",
    "given": "given_count",
    "changed_share": "changed_share",
    "confirmed_on": "confirmed_on",
    "nearest": "nearest_tag_key",
    "overlap": "overlap",
    "proposal": "proposal",
    "proposed": "reason_en",
}
# a tag that no run has seen yet
_NOBODY = {"customers": 0, "coverage": 0.0, "expired": 0, "given": 0}
_OUTCOMES = (
    *("compared_on", "holders_then", "holder_rate", "other_rate", "order_low", "order_high"),
    *("holder_churn", "other_churn"),
)


def _milliseconds(opened: Bench, key: str) -> float | None:
    started = time.perf_counter()
    try:
        opened.rows(f"select count_if({key}) from tags.int_tags__evaluated")
    except HuaxiangError:
        return None
    return round(1000 * (time.perf_counter() - started), 1)


def _of(tag: Mapping[str, Any], found: dict[str, Any]) -> Review:
    reasons = tuple(_reasons(tag, found))
    del found["proposal"], found["proposed"]
    return Review(
        key=tag["key"],
        name=f"{tag['name']['zh']} {tag['name']['en']}",
        dimension=tag["dimension"],
        owner=tag["owner"],
        action=tag["action"],
        consumers=tuple(tag["consumers"]),
        reasons=reasons,
        **found,
    )


def _reasons(tag: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    if found["proposal"]:
        yield f"{found['proposal']}: {found['proposed']}"
    if found["changed_share"] and found["changed_share"] > _MOST_CHANGED:
        yield f"{found['changed_share']:.0%} of its holders change per run: no action can follow"
    separates = found["order_low"] is not None and not found["order_low"] <= 0 <= found["order_high"]
    is_measured = (found["holders_then"] or 0) >= _LEAST_HOLDERS and found["order_low"] is not None
    if not tag["consumers"] and is_measured and not separates:
        yield "nothing reads it, and its holders order neither more nor less than others"
