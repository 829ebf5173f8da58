"""What an evaluation found: rows of one shape, what they say of their aims, and the table they make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scipy.stats import binomtest

from ml.truth.measure import Measure

COLUMNS = ("model", "data", "figure", "value", "baseline", "aim", "verdict")
NOTHING = "–"
Interval = tuple[float, float] | None


@dataclass(frozen=True)
class Aim:
    """What a figure should come to: not below `at_least`, not above `at_most`; None is no limit."""

    at_least: float | None = None
    at_most: float | None = None

    def is_met(self, value: float) -> bool:
        """Whether a figure comes to it."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )

    def __str__(self) -> str:
        """As the table shows it."""
        if self.at_least is not None and self.at_most is not None:
            return f"{self.at_least:g} to {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


@dataclass(frozen=True)
class Evaluated:
    """A figure of a model on a set of data, beside the same figure of a baseline.

    `value` is None where the figure cannot be had. Intervals are of 95 %. `refused` says why the model is not
    published there, in words; empty when it is, or where nothing is published.
    """

    model: str
    data: str
    figure: str
    value: float | None
    interval: Interval = None
    baseline: str = ""
    baseline_value: float | None = None
    baseline_interval: Interval = None
    aim: Aim | None = None
    refused: str = ""

    @property
    def verdict(self) -> str:
        """Met or missed where there is an aim, and why a model is not published."""
        said = []
        if self.aim:
            said.append("met" if self.value is not None and self.aim.is_met(self.value) else "missed")
        if self.refused:
            said.append(self.refused if self.refused.startswith("Not ") else f"Not published: {self.refused}")
        return ". ".join(said) or NOTHING

    def cells(self) -> dict[str, str]:
        """Column → text."""
        beside = f"{self.baseline}: {told(self.baseline_value, self.baseline_interval)}"
        return {
            "model": self.model,
            "data": self.data,
            "figure": self.figure.replace("_", " "),
            "value": told(self.value, self.interval),
            "baseline": beside if self.baseline else NOTHING,
            "aim": str(self.aim) if self.aim else NOTHING,
            "verdict": self.verdict,
        }


def told(value: float | None, interval: Interval = None) -> str:
    """A number with its interval."""
    if value is None:
        return NOTHING
    return (
        f"{_number(value)} ({_number(interval[0])} to {_number(interval[1])})" if interval else _number(value)
    )


def beside(
    of: tuple[str, str],
    figures: Mapping[str, Mapping[str, Any]],
    figure: str,
    baseline: str,
    aim: Aim | None = None,
    refused: str = "",
) -> Evaluated:
    """A row from the figures of a card: name of who scored → figure → number, `<figure>_interval` its ends.

    `of`: the model and the data. The model is called `model` there.
    """
    model, other = figures["model"], figures[baseline]
    return Evaluated(
        *of,
        figure,
        model[figure],
        _ends(model, figure),
        baseline,
        other.get(figure),
        _ends(other, figure),
        aim,
        refused,
    )


def of_share(
    of: tuple[str, str], figure: str, count: int, size: int, expected: float | None = None
) -> Evaluated:
    """A row of how often something was so (Wilson interval), beside how often chance may make it so."""
    ends = binomtest(count, size).proportion_ci(method="wilson")
    baseline = "" if expected is None else "by the rule"
    return Evaluated(*of, figure, count / size, (float(ends.low), float(ends.high)), baseline, expected)


def refused(model: str, data: str, figure: str, why: str) -> Evaluated:
    """A row of a model that was not even tested there, and why."""
    return Evaluated(model, data, figure, None, refused=why)


def of_measures(data: str, measures: Iterable[Measure]) -> list[Evaluated]:
    """Rows of figures against a known truth."""
    return [
        Evaluated(
            measure.topic,
            data,
            measure.what,
            measure.figure,
            measure.interval,
            refused="" if measure.figure is not None else f"Not measured: {measure.meaning}",
        )
        for measure in measures
    ]


def table(rows: Iterable[Evaluated]) -> str:
    """The rows as a Markdown table, padded so that it can be read as it stands."""
    lines = [list(COLUMNS), *([_safe(cell) for cell in row.cells().values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    # the last column is free text
    widths[-1] = len(COLUMNS[-1])
    padded = [_line(line, widths) for line in lines]
    return "\n".join([padded[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *padded[1:]])


def _line(cells: list[str], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _safe(cell: str) -> str:
    return " ".join(cell.replace("|", "/").split())


def _ends(found: Mapping[str, Any], figure: str) -> Interval:
    ends = found.get(f"{figure}_interval")
    return tuple(ends) if ends and None not in ends else None


def _number(value: float) -> str:
    """Three decimals; fewer of large numbers, four of small ones."""
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 100 else f"{value:.4f}" if size < 0.1 else f"{value:.3f}"
