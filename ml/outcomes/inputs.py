"""What a model sees of a customer: numbers on a scale on which they add up, and the levels of words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

# a column of numbers holds float64 with NaN for null, a column of words texts with UNKNOWN for null
Given = Mapping[str, np.ndarray]
UNKNOWN, OTHER = "(unknown)", "(other)"
_LEVEL = "="
_LEAST_ROWS = 50


@dataclass(frozen=True)
class Input:
    """One column of the matrix. Inputs of one theme say the same thing and are explained together."""

    name: str
    theme: str
    columns: tuple[str, ...]
    of: Callable[[Given], np.ndarray]


@dataclass(frozen=True)
class Words:
    """A column of words: a column of the matrix for each level, `name=level`."""

    name: str
    theme: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What it reads."""
        return (self.name,)


def log(theme: str, column: str, empty: float = 0.0) -> Input:
    """log(1 + column): the step from 1 to 2 orders counts as much as that from 10 to 20; null is `empty`."""
    return Input(column, theme, (column,), lambda given: log1p(given[column], empty))


def level(theme: str, column: str) -> Input:
    """A number as it is; null is 0."""
    return Input(column, theme, (column,), lambda given: np.nan_to_num(given[column], nan=0.0))


def share(theme: str, column: str) -> Input:
    """A rate as it is, kept within 0 and 1; null is 0."""
    return Input(
        column, theme, (column,), lambda given: np.clip(np.nan_to_num(given[column], nan=0.0), 0.0, 1.0)
    )


def log1p(values: np.ndarray, empty: float = 0.0) -> np.ndarray:
    """log(1 + values), below 0 as 0, null as `empty`."""
    return np.log1p(np.maximum(np.nan_to_num(values, nan=empty), 0.0))


@dataclass(frozen=True)
class Inputs:
    """The inputs of an outcome, in the order of the matrix."""

    all: tuple[Input | Words, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The feature columns that training and scoring read."""
        return tuple(dict.fromkeys(column for given in self.all for column in given.columns))

    def named(self, names: Iterable[str]) -> "Inputs":
        """Those of these names."""
        return Inputs(tuple(kind for kind in self.all if kind.name in names))

    def read(self, frame: pd.DataFrame, who: str) -> Given:
        """The columns read; ValueError naming the ones the frame lacks, for the model `who`."""
        lacking = [column for column in self.columns if column not in frame.columns]
        if lacking:
            raise ValueError(
                f"The {who} model reads {', '.join(lacking)}, which the frame does not have; expected"
                " the columns of fct_customer_features. Add them to the query that reads the features."
            )
        words = {given.name for given in self.all if isinstance(given, Words)}
        return {
            name: _words(frame[name]) if name in words else _numbers(frame[name]) for name in self.columns
        }

    def names_in(self, given: Given) -> list[str]:
        """The columns of the matrix. Levels of fewer than 50 rows are one, (other); null is (unknown)."""
        return [name for kind in self.all for name in _names(kind, given)]

    def matrix(self, given: Given, names: list[str]) -> np.ndarray:
        """Rows × names, without NaN."""
        kinds = {kind.name: kind for kind in self.all}
        columns = []
        for name in names:
            kind = kinds[name.partition(_LEVEL)[0]]
            columns.append(
                _is_level(given[kind.name], name, names) if isinstance(kind, Words) else kind.of(given)
            )
        return np.column_stack(columns)

    def themes(self, names: Iterable[str]) -> list[str]:
        """The theme of each column of the matrix."""
        themes = {kind.name: kind.theme for kind in self.all}
        return [themes[name.partition(_LEVEL)[0]] for name in names]


def _numbers(column: pd.Series) -> np.ndarray:
    return column.astype("float64").to_numpy(na_value=np.nan)


def _words(column: pd.Series) -> np.ndarray:
    return column.astype("object").where(column.notna(), UNKNOWN).astype("str").to_numpy(dtype=object)


def _names(kind: Input | Words, given: Given) -> list[str]:
    if isinstance(kind, Input):
        return [kind.name]
    levels, counts = np.unique(given[kind.name].astype("str"), return_counts=True)
    common = [level for level, count in zip(levels.tolist(), counts, strict=True) if count >= _LEAST_ROWS]
    return [f"{kind.name}{_LEVEL}{level}" for level in dict.fromkeys([*common, OTHER, UNKNOWN])]


def _is_level(values: np.ndarray, name: str, names: list[str]) -> np.ndarray:
    """Whether each value is the level of a column; (other) is every level that has no column."""
    column, _, level = name.partition(_LEVEL)
    if level != OTHER:
        return (values == level).astype("float64")
    named = [other.partition(_LEVEL)[2] for other in names if other.startswith(column + _LEVEL)]
    return (~np.isin(values.astype("str"), [*named, UNKNOWN])).astype("float64")
