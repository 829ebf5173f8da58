"""What goals.yml and metrics.yml may hold, and what they say about each other."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.kinds import (
    DESCRIPTION,
    KEY,
    NAME,
    PUBLIC_TABLE,
    SQL,
    Entries,
    Kind,
    is_number,
    one_of,
    text,
)
from orchestration.compose.rules import parse
from orchestration.compose.wording import nearest


def _is_day(value: Any) -> bool:
    try:
        return (
            isinstance(value, str)
            and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))
            and bool(date.fromisoformat(value))
        )
    except ValueError:
        return False


METRICS = Entries(
    "metric",
    "key",
    {
        "key": KEY,
        "name": NAME,
        "from": PUBLIC_TABLE,
        "value": SQL,
        "unit": one_of("share", "count", "amount", "days", "score"),
        "better": one_of("up", "down", "neither"),
        "description": DESCRIPTION,
    },
)
GOALS = Entries(
    "goal",
    "key",
    {
        "key": KEY,
        "metric": KEY,
        "target": Kind("a number", is_number),
        "direction": one_of("at_least", "at_most"),
        "by": Kind("a day such as 2027-06-30", _is_day),
        "owner": text("the team that answers for it"),
    },
)


def check(metrics: Iterable[Mapping], goals: Iterable[Mapping], problems: Problems) -> None:
    """Report keys given twice, metrics that are no SQL aggregate, and goals of no metric."""
    known = once(metrics, problems)
    once(goals, problems)
    for metric in metrics:
        if "value" in metric:
            _check_value(metric, problems)
    for goal in goals:
        if "metric" in goal and goal["metric"] not in known:
            found = f"{goal.what} is of `{goal['metric']}`, which is no metric of metrics.yml"
            problems.add(goal.places["metric"], f"{found}; {nearest(goal['metric'], known)}.")


def once(entries: Iterable[Mapping], problems: Problems) -> set[str]:
    """The keys; report each that stands twice."""
    first: dict[str, Place] = {}
    for entry in entries:
        key = entry.get("key")
        if key in first:
            found = f"{entry.what} stands also at {first[key]}; choose another key."
            problems.add(entry.places["key"], found)
        elif key is not None:
            first[key] = entry.places["key"]
    return set(first)


def _check_value(metric: Mapping, problems: Problems) -> None:
    from sqlglot import exp

    place, what = metric.places["value"], f"{metric.what}: value"
    tree = parse(metric["value"], what, place, problems)
    if tree is not None and not tree.find(exp.AggFunc):
        problems.add(place, f"{what} is no aggregate, such as count(*); it sees all customers of a value.")
