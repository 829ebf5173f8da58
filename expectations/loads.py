"""Whole loads: volume, null shares and drift, judged by Great Expectations on a small frame of figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from expectations.runner import evaluate

# the quantiles of a measured number column, in this order
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MAD_TO_DEVIATION = 1.4826  # of a normal distribution
_SURE = 4  # standard errors that chance alone does not explain
_DIGITS = 6


@dataclass(frozen=True)
class Thresholds:
    """What a load of one table is judged by; `null_shares` holds the columns with a limit of their own."""

    least_rows: int
    least_loads: int
    most_loads: int
    row_count_share: float
    row_count_deviations: float
    most_null_share: float
    null_share_change: float
    new_value_share: float
    stability_index: float
    quantile_shift: float
    most_categories: int
    null_shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnFigures:
    """One column of one load: how many nulls, rows per category of a short list, QUANTILES of numbers."""

    nulls: int
    categories: Mapping[str, int] | None = None
    quantiles: tuple[float, ...] | None = None


@dataclass(frozen=True)
class LoadFigures:
    """One load, measured: its rows and its columns."""

    rows: int
    columns: Mapping[str, ColumnFigures]

    def null_share(self, column: str) -> float:
        """Share (0 to 1) of the rows without a value."""
        return self.columns[column].nulls / self.rows


@dataclass(frozen=True)
class LoadCheck:
    """One check on one load: what was seen, the band (inclusive) it should lie in, and whether it does.

    `compared_loads` earlier loads made the band, 0 where it is stated; `new_values` are categories that none
    of them had. They stay out of its repr, for they may be personal.
    """

    name: str
    column: str | None
    observed: float
    low: float | None
    high: float | None
    compared_loads: int
    passed: bool = True
    new_values: tuple[str, ...] = field(default=(), repr=False)


def checks_of(load: LoadFigures, earlier: Sequence[LoadFigures], thresholds: Thresholds) -> list[LoadCheck]:
    """Every check that can be made on a load, not yet judged.

    `earlier` are the loads it is compared with, oldest first: of a full snapshot the one before.
    """
    compared = [before for before in earlier if before.rows >= thresholds.least_rows]
    checks = list(_volume(load, earlier, thresholds))
    if load.rows < thresholds.least_rows:
        return checks
    for name, column in load.columns.items():
        checks.append(_stated_null_share(load, name, thresholds))
        known = [before for before in compared if name in before.columns]
        if known:
            checks.append(_null_share(load, name, known, thresholds))
            checks += _categories(name, column, [before.columns[name] for before in known], thresholds)
            checks += _quantiles(name, column, known, thresholds)
    return checks


def judged(checks: Sequence[LoadCheck]) -> list[LoadCheck]:
    """The same checks, each passed or not as Great Expectations finds."""
    if not checks:
        return []
    import great_expectations.expectations as gxe
    import pandas as pd

    frame = pd.DataFrame(
        {
            "observed": [float(check.observed) for check in checks],
            "low": [-math.inf if check.low is None else check.low for check in checks],
            "high": [math.inf if check.high is None else check.high for check in checks],
        }
    )
    above, below = (("observed", "low"), ("high", "observed"))
    verdicts = evaluate(
        frame,
        [
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A=a, column_B=b, or_equal=True)
            for a, b in (above, below)
        ],
    )
    failing = {row for verdict in verdicts for row in verdict.failing_rows}
    return [replace(check, passed=row not in failing) for row, check in enumerate(checks)]


def _volume(load: LoadFigures, earlier: Sequence[LoadFigures], limits: Thresholds) -> Iterator[LoadCheck]:
    counts = [before.rows for before in earlier]
    if not counts or max(median(counts), load.rows) < limits.least_rows:
        return
    middle = median(counts)
    deviation = _MAD_TO_DEVIATION * median([abs(count - middle) for count in counts])
    # chance moves a count by its root
    width = max(
        limits.row_count_share * middle, limits.row_count_deviations * deviation, _SURE * math.sqrt(middle)
    )
    low, high = max(middle - width, 0), middle + width
    yield LoadCheck("row_count", None, load.rows, round(low, 1), round(high, 1), len(counts))


def _stated_null_share(load: LoadFigures, column: str, limits: Thresholds) -> LoadCheck:
    most = limits.null_shares.get(column, limits.most_null_share)
    return LoadCheck("most_null_share", column, _rounded(load.null_share(column)), None, most, 0)


def _null_share(
    load: LoadFigures, column: str, earlier: Sequence[LoadFigures], limits: Thresholds
) -> LoadCheck:
    rows = sum(before.rows for before in earlier)
    usual = sum(before.columns[column].nulls for before in earlier) / rows
    error = math.sqrt(usual * (1 - usual) * (1 / load.rows + 1 / rows))
    width = max(limits.null_share_change, _SURE * error)
    low, high = max(usual - width, 0), min(usual + width, 1)
    observed = _rounded(load.null_share(column))
    return LoadCheck("null_share", column, observed, _rounded(low), _rounded(high), len(earlier))


def _categories(
    name: str, column: ColumnFigures, earlier: Sequence[ColumnFigures], limits: Thresholds
) -> Iterator[LoadCheck]:
    known = [before.categories for before in earlier if before.categories is not None]
    if not known or not column.categories:
        return
    usual: dict[str, int] = {}
    for categories in known:
        for value, count in categories.items():
            usual[value] = usual.get(value, 0) + count
    here, there = sum(column.categories.values()), sum(usual.values())
    if min(here, there) < limits.least_rows:
        return
    new = tuple(sorted(column.categories.keys() - usual.keys()))
    share = sum(column.categories[value] for value in new) / here
    yield LoadCheck(
        "new_values", name, _rounded(share), None, limits.new_value_share, len(known), new_values=new
    )
    # what chance alone gives: one of chi squared per category but one
    chance = (len(usual.keys() | column.categories.keys()) - 1) * (1 / here + 1 / there)
    index = stability_index(column.categories, usual)
    yield LoadCheck(
        "stability_index",
        name,
        _rounded(index),
        None,
        _rounded(limits.stability_index + _SURE * chance),
        len(known),
    )


def stability_index(here: Mapping[str, int], there: Mapping[str, int]) -> float:
    """Population stability index: Σ (p − q) ln(p / q) over categories, half a row added to each count."""
    values = sorted(here.keys() | there.keys())
    whole = [sum(counts.values()) + len(values) / 2 for counts in (here, there)]
    total = 0.0
    for value in values:
        p, q = ((counts.get(value, 0) + 0.5) / w for counts, w in zip((here, there), whole, strict=True))
        total += (p - q) * math.log(p / q)
    return total


def _quantiles(
    name: str, column: ColumnFigures, earlier: Sequence[LoadFigures], limits: Thresholds
) -> Iterator[LoadCheck]:
    known = [before.columns[name].quantiles for before in earlier if before.columns[name].quantiles]
    if not known or not column.quantiles:
        return
    usual = [median(values) for values in zip(*known, strict=True)]
    # a column that hardly varied may vary by a hundredth of itself
    spread = max(usual[-1] - usual[0], abs(usual[2]) / 100, 1e-9)
    shift = max(abs(a - b) for a, b in zip(column.quantiles[1:-1], usual[1:-1], strict=True)) / spread
    yield LoadCheck("quantile_shift", name, _rounded(shift), None, limits.quantile_shift, len(known))


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
