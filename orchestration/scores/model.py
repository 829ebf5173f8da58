"""What the platform has to know of a kind of model, to train it, score with it and tell how good it is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from orchestration.run_record import now
from orchestration.scores.store import Current, ModelStore
from orchestration.warehouse import Warehouse

MODEL = "model"


class Figure(NamedTuple):
    """A number of a test, of the model or of the baseline `scored_by`; `low` to `high` is its interval."""

    scored_by: str
    figure: str
    figure_value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ScoredModel:
    """A kind of model.

    `reads`: the dbt model or analysis that training reads; `columns`: the features that scoring reads.
    `tables`: what scoring hands to dbt, table → column → type; `headline`: the figure that decides, and the
    baseline to beat; `figures` and `told` tell of a card; `horizon_days`: what the settings ask for;
    `concerns`: the rows of the features that it speaks of, whose drift is watched.
    """

    key: str
    name_zh: str
    name_en: str
    description: str
    reads: str
    columns: Callable[[], tuple[str, ...]]
    train: Callable[..., Current]
    tables: Mapping[str, Mapping[str, str]]
    score: Callable[[Any, pd.DataFrame, Warehouse], dict[str, pd.DataFrame]]
    headline: tuple[str, str]
    told: Callable[[Mapping[str, Any]], list[str]]
    figures: Callable[[Mapping[str, Any]], list[Figure]] = lambda card: list(
        figures_of(card.get("figures", {}))
    )
    horizon_days: Callable[[], int | None] = lambda: None
    concerns: Callable[[pd.DataFrame], pd.Series] = lambda features: features["order_count"] > 0


def figures_of(told: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    """The numbers of a card's `figures`; `<name>_interval` holds the ends of `<name>`."""
    for scored_by, figures in told.items():
        for name, value in figures.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield Figure(scored_by, name, value, *figures.get(f"{name}_interval", ()))


def train_once(store: ModelStore, model_key: str, version: str, fit: Callable[[], Any]) -> Current:
    """What training that version comes to; nothing is done when it was the last, a fit that is there is kept.

    A fit that is not published leaves no model in use: that it is no better than its baseline is the newest
    that is known of it.
    """
    before = store.current(model_key)
    if before and before.made_from == version:
        return before
    if not store.holds(model_key, version):
        store.put(model_key, fit())
    return judged(store, model_key, store.fitted(model_key, version), version, fallback=None)


def judged(store: ModelStore, model_key: str, fitted: Any, made_from: str, fallback: str | None) -> Current:
    """Put a fit to use if it may be, else leave the version `fallback` in use; what this training came to."""
    current = Current(
        version=fitted.model_version if fitted.is_published else fallback,
        fitted_version=fitted.model_version,
        made_from=made_from,
        reason=fitted.reason,
        trained_at=now(),
    )
    store.set_current(model_key, current)
    return current
