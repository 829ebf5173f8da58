"""What may be read of a customer, whatever the seed: features as numbers or words, told as they are named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from ml.outcomes.inputs import Given, Input, Inputs, Words, log
from ml.outcomes.phrases import Phrase

_NOT_KNOWN = " unknown"


@dataclass(frozen=True)
class Column:
    """A feature: how a number is `written` (empty for a word), and what it means."""

    name: str
    written: str
    zh: str
    en: str


def inputs_of(columns: Iterable[Column]) -> Inputs:
    """A word by level; a number on a scale on which it adds up, and beside it whether it is unknown."""
    found: list[Input | Words] = []
    for column in columns:
        name = column.name
        if column.written:
            found += [log(name, name), Input(name + _NOT_KNOWN, name, (name,), _unknown(name))]
        else:
            found.append(Words(name, name))
    return Inputs(tuple(found))


def phrases_of(columns: Iterable[Column]) -> dict[str, Phrase]:
    """How each column is told as a reason: its meaning, the customer's value and the usual one."""
    return {column.name: _phrase(column) for column in columns}


def _unknown(name: str) -> Callable[[Given], np.ndarray]:
    return lambda given: np.isnan(given[name]).astype("float64")


def _phrase(column: Column) -> Phrase:
    beside = (
        {"zh": "（一般 {usual}）", "en": " (usually {usual})"} if column.written else {"zh": "", "en": ""}
    )
    return Phrase(
        shows=lambda given: given[column.name],
        written=column.written,
        words={
            "zh": f"{column.zh}：{{fact}}{beside['zh']}",
            "en": f"{column.en}: {{fact}}{beside['en']}",
        },
        without={"zh": f"{column.zh}：未知", "en": f"{column.en}: not known"},
    )
