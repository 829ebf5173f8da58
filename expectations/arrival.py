"""Rules on newly landed rows that the loader cannot catch: values that could be cast but cannot be true."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from expectations.columns import as_instants, as_numbers, as_texts
from expectations.currencies import currencies_in_use
from expectations.runner import Verdict, evaluate

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.expectations.expectation import Expectation

RECORD_KEY = "record_key"
ENTRY_KEYS = ("name", "min_value", "max_value", "value_set", "regex", "not_before", "keep_value", "advice")
NUMBER_TYPES = ("decimal", "double", "float", "integer", "bigint")
CONVERSIONS = {"number": as_numbers, "instant": as_instants, "text": as_texts}


@dataclass(frozen=True)
class Rule:
    """One entry of a contract column's `expectations`: a range, a set, a pattern, or an order of two stamps.

    Bounds are inclusive; on a timestamp column a day stands for its first instant, and a stamp without zone
    is UTC. `regex` may match anywhere in the value: anchor it. `not_before` is another column of the row.
    With `keep_value` the flagged value stays in the profile. Raises ValueError unless it is exactly one of
    the four, with bounds of one kind in order.
    """

    column: str
    name: str
    min_value: object | None = None
    max_value: object | None = None
    value_set: tuple[str, ...] | None = None
    regex: str | None = None
    not_before: str | None = None
    keep_value: bool = False
    advice: str = ""

    def __post_init__(self) -> None:
        """Refuse a rule that checks nothing, more than one thing, or lets nothing pass."""
        if problem := self._problem():
            raise _entry_error(self.column, self.name, problem)

    def _problem(self) -> str:
        given = (self.value_set, self.regex, self.not_before)
        if bool(self.bounds) + sum(entry is not None for entry in given) != 1:
            return "give exactly one of a range (min_value, max_value), a value_set, a regex and not_before"
        kinds = {_kind(bound) for bound in self.bounds}
        if "" in kinds:
            return "a bound must be a finite number, a date or a timestamp"
        if len(kinds) > 1:
            return "min_value and max_value must be of the same kind"
        if len(self.bounds) == 2 and _comparable(self.min_value) > _comparable(self.max_value):
            return "min_value lies above max_value, so that no value could pass"
        return ""

    @property
    def bounds(self) -> list[object]:
        """The bounds that are given."""
        return [bound for bound in (self.min_value, self.max_value) if bound is not None]

    @property
    def kind(self) -> str:
        """What the column must hold: number, instant or text."""
        if self.not_before:
            return "instant"
        return _kind(self.bounds[0]) if self.bounds else "text"


@dataclass(frozen=True)
class RuleResult:
    """What one rule found in a load; the keys stay out of its repr, so that it can be logged.

    `checked` counts rows with a value (nulls are not failures), `failed` those that break the rule;
    `failing_keys` holds their record_key, in the order of arrival.
    """

    column: str
    name: str
    checked: int
    failed: int
    failing_keys: tuple[str, ...] = field(repr=False)
    advice: str
    keep_value: bool


def check_rows(frames: Iterable[pd.DataFrame], rules: Sequence[Rule]) -> list[RuleResult]:
    """Check a load frame by frame; one result per rule, in their order, added up over the frames.

    Each frame holds `record_key` and the checked columns, at most a million rows.
    Raises ValueError if a column is missing or of the wrong type for its rule, or a record_key is null.
    """
    checked = [0] * len(rules)
    failing_keys: list[list[str]] = [[] for _ in rules]
    for frame in frames if rules else ():
        for position, verdict in enumerate(_check_frame(frame, rules)):
            checked[position] += verdict.element_count - verdict.missing_count
            failing_keys[position] += frame[RECORD_KEY].iloc[list(verdict.failing_rows)].tolist()
    return [
        RuleResult(rule.column, rule.name, count, len(keys), tuple(keys), rule.advice, rule.keep_value)
        for rule, count, keys in zip(rules, checked, failing_keys, strict=True)
    ]


def rule_from_contract(
    column: str, data_type: str, entry: Mapping[str, Any], now: datetime.datetime, today: datetime.date
) -> Rule:
    """Turn one entry under `expectations:` of a contract column into a rule.

    The words `now` (timestamp columns) and `today` (date columns) become the given values, `iso_4217` the
    currency codes in use on that day. Raises ValueError naming column, entry and what is wrong with it.
    """
    name = entry.get("name")
    unknown = sorted(str(key) for key in entry if key not in ENTRY_KEYS)
    if unknown:
        problem = f"unknown key {', '.join(unknown)}; the known keys are {', '.join(ENTRY_KEYS)}"
        raise _entry_error(column, name, problem)
    given = dict(entry)
    try:
        for key in ("min_value", "max_value"):
            if key in given:
                given[key] = _bound(given[key], data_type, now, today)
        if data_type != "string" and {"value_set", "regex"} & set(given):
            raise ValueError(f"value_set and regex need a string column, this one is {data_type}")
        if "not_before" in given and data_type not in ("date", "timestamp"):
            raise ValueError(f"not_before needs a date or timestamp column, this one is {data_type}")
        if "value_set" in given:
            given["value_set"] = _value_set(given["value_set"], today)
        _check_words(given)
    except ValueError as error:
        raise _entry_error(column, name, str(error)) from error
    return Rule(column, **given)


def _check_frame(frame: pd.DataFrame, rules: Sequence[Rule]) -> list[Verdict]:
    import pandas as pd

    # a column that two rules want as different kinds is converted to both, and one conversion refuses it
    wanted = {(rule.column, rule.kind) for rule in rules}
    wanted |= {(rule.not_before, "instant") for rule in rules if rule.not_before}
    missing = sorted({RECORD_KEY, *(column for column, _ in wanted)} - set(frame.columns))
    if missing:
        raise ValueError(
            f"The frame to check has no column {', '.join(missing)}; "
            f"it has {', '.join(map(str, frame.columns))}. "
            "Read record_key and every column that has an expectation."
        )
    if frame[RECORD_KEY].isna().any():
        raise ValueError(
            "A row to check has no record_key and cannot be flagged. Land it again with its key."
        )
    prepared = {column: CONVERSIONS[kind](frame[column]) for column, kind in sorted(wanted)}
    return evaluate(pd.DataFrame(prepared), [_expectation(rule) for rule in rules])


def _expectation(rule: Rule) -> Expectation:
    import great_expectations.expectations as gxe

    if rule.value_set is not None:
        return gxe.ExpectColumnValuesToBeInSet(column=rule.column, value_set=list(rule.value_set))
    if rule.not_before is not None:
        return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=rule.column,
            column_B=rule.not_before,
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        )
    if rule.regex is not None:
        return gxe.ExpectColumnValuesToMatchRegex(column=rule.column, regex=rule.regex)
    return gxe.ExpectColumnValuesToBeBetween(
        column=rule.column, min_value=_comparable(rule.min_value), max_value=_comparable(rule.max_value)
    )


def _kind(bound: object) -> str:
    """What a bound can be compared with; empty if nothing."""
    if isinstance(bound, datetime.date):  # a datetime is one, too
        return "instant"
    is_number = isinstance(bound, (int, float, Decimal)) and not isinstance(bound, bool)
    return "number" if is_number and math.isfinite(bound) else ""


def _comparable(bound: object | None) -> object | None:
    """The bound in the type of a converted column: a float, or an instant in UTC."""
    if bound is None:
        return None
    if not isinstance(bound, datetime.date):
        return float(bound)
    if not isinstance(bound, datetime.datetime):
        bound = datetime.datetime.combine(bound, datetime.time())
    return bound if bound.tzinfo else bound.replace(tzinfo=datetime.UTC)


def _bound(value: object, data_type: str, now: datetime.datetime, today: datetime.date) -> object:
    base_type = data_type.partition("(")[0]
    if base_type in NUMBER_TYPES:
        return _number(value)
    if base_type == "date":
        return _day(value, today)
    if base_type == "timestamp":
        return _instant(value, now)
    raise ValueError(f"a range needs a number, date or timestamp column, this one is {data_type}")


def _number(value: object) -> object:
    if _kind(value) == "number":
        return value
    raise ValueError(f"{value!r} is not a number; write one without quotes")


def _day(value: object, today: datetime.date) -> datetime.date:
    if value == "today":
        return today
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value  # YAML without quotes
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r} is not a day; write today or a date such as 2026-01-31") from error


def _instant(value: object, now: datetime.datetime) -> datetime.date:
    if value == "now":
        return now
    if isinstance(value, datetime.date):
        return value  # YAML without quotes
    try:
        return datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r} is not an instant; write now or a date such as 2026-01-31") from error


def _value_set(value: object, today: datetime.date) -> tuple[str, ...]:
    if value == "iso_4217":
        return currencies_in_use(today)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise ValueError("value_set must be iso_4217 or a list of texts (quote words such as no and 1)")
    return tuple(value)


def _check_words(given: Mapping[str, Any]) -> None:
    """Raise ValueError if name, regex, keep_value or advice is not what it must be."""
    if not given.get("name") or not isinstance(given["name"], str):
        raise ValueError("it needs a name")
    if not isinstance(given.get("keep_value", False), bool):
        raise ValueError("keep_value must be true or false")
    if not isinstance(given.get("advice", ""), str):
        raise ValueError("advice must be a text")
    try:
        re.compile(given.get("regex", ""))
    except (re.error, TypeError) as error:
        raise ValueError(f"regex is not a regular expression ({error})") from error


def _entry_error(column: str, name: object, problem: str) -> ValueError:
    return ValueError(f"Column {column}, expectation {name}: {problem}. Correct the entry in the contract.")
