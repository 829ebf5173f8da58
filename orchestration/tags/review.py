"""The figures of the periodic review of all tags 定期复盘, from the newest snapshot and state."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.settings import business_settings
from orchestration.tags.bench import Bench, bench
from orchestration.tags.defined import defined_tags, with_rests
from orchestration.tags.review_sql import HELD, OUTCOMES, OVERLAPS, RUNS

_LEAST_HOLDERS = 30
_NEVER_AFTER_DAYS = 30
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
    ever: int
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
        found = {key: _held(opened, key, customers) for key in tags}
        for sql, names in ((HELD, _HELD), (RUNS, _RUNS), (OVERLAPS, _OVERLAPS), (OUTCOMES, _OUTCOMES)):
            for key, *figures in opened.rows(sql):
                if key in found:
                    found[key] |= dict(zip(names, figures, strict=True))
        opened.make(["int_tags__evaluated"], {"tags": with_rests(tags, tags)})
        for key in tags:
            found[key]["milliseconds"] = _milliseconds(opened, key)
        reviewed = [_of(tag, found[key], customers, opened.as_of_on) for key, tag in tags.items()]
        return opened.as_of_on, customers, sorted(reviewed, key=lambda each: (each.dimension, each.key))


_HELD = ("customers", "expired", "given", "ever", "moved")
_RUNS = ("runs", "first_on", "confirmed_on")
_OVERLAPS = ("nearest", "overlap")
_OUTCOMES = (
    *("compared_on", "holders_then", "holder_rate", "other_rate", "order_low", "order_high"),
    *("holder_churn", "other_churn"),
)


def _held(opened: Bench, key: str, customers: int) -> dict[str, Any]:
    names = (*_HELD, *_RUNS, *_OVERLAPS, *_OUTCOMES)
    return dict.fromkeys(names) | dict.fromkeys(("customers", "expired", "given", "ever", "moved", "runs"), 0)


def _milliseconds(opened: Bench, key: str) -> float | None:
    started = time.perf_counter()
    try:
        opened.rows(f"select count_if({key}) from tags.int_tags__evaluated")
    except HuaxiangError:
        return None
    return round(1000 * (time.perf_counter() - started), 1)


def _of(tag: Mapping[str, Any], found: dict[str, Any], customers: int, as_of_on: date) -> Review:
    runs, moved, first_on = (found.pop(name) for name in ("runs", "moved", "first_on"))
    figures = {
        **found,
        "coverage": found["customers"] / customers if customers else 0.0,
        # the first run is no change
        "changed_share": moved / found["customers"] / (runs - 1) if runs > 1 and found["customers"] else None,
    }
    days = (as_of_on - first_on).days if first_on else 0
    return Review(
        key=tag["key"],
        name=f"{tag['name']['zh']} {tag['name']['en']}",
        dimension=tag["dimension"],
        owner=tag["owner"],
        action=tag["action"],
        consumers=tuple(tag["consumers"]),
        reasons=tuple(_reasons(tag, figures, days)),
        **figures,
    )


def _reasons(tag: Mapping[str, Any], found: Mapping[str, Any], days: int) -> Iterator[str]:
    settings = business_settings()
    if not found["ever"] and days >= _NEVER_AFTER_DAYS:
        yield f"nobody has held it in {days} days: retire it, or connect what it rests on"
    if found["expired"] and not found["customers"]:
        yield "all who hold it hold it past its time to live: its sources are silent"
    if found["coverage"] > settings["tag_broad_share"]:
        yield "nearly everyone holds it: it tells nobody apart"
    if found["overlap"] and found["overlap"] >= settings["tag_duplicate_overlap"]:
        yield f"it finds the same customers as {found['nearest']}: keep one"
    if found["changed_share"] and found["changed_share"] > _MOST_CHANGED:
        yield f"{found['changed_share']:.0%} of its holders change per run: no action can follow"
    separates = found["order_low"] is not None and not found["order_low"] <= 0 <= found["order_high"]
    is_measured = (found["holders_then"] or 0) >= _LEAST_HOLDERS and found["order_low"] is not None
    if not tag["consumers"] and is_measured and not separates:
        yield "nothing reads it, and its holders order neither more nor less than others"
