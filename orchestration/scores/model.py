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
    baseline to beat, or how a card tells them; `figures`, `withheld` (parts that a published fit does not
    tell, and why) and `told` tell of a card; `horizon_days`: what the settings ask for; `concerns`: the rows
    of the features that it speaks of, whose drift is watched.
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
    headline: tuple[str, str] | Callable[[Mapping[str, Any]], tuple[str, str]]
    told: Callable[[Mapping[str, Any]], list[str]]
    figures: Callable[[Mapping[str, Any]], list[Figure]] = lambda card: list(
        figures_of(card.get("figures", {}))
    )
    withheld: Callable[[Mapping[str, Any]], list[str]] = lambda card: []
    horizon_days: Callable[[], int | None] = lambda: None
    concerns: Callable[[pd.DataFrame], pd.Series] = lambda features: features["order_count"] > 0

    def headline_of(self, card: Mapping[str, Any]) -> tuple[str, str]:
        """The figure that decides, and the name of the baseline to beat."""
        return self.headline(card) if callable(self.headline) else self.headline


def figures_of(told: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    """The numbers of a card's `figures`; `<name>_interval` holds the ends of `<name>`."""
    for scored_by, figures in told.items():
        for name, value in figures.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield Figure(scored_by, name, value, *(figures.get(f"{name}_interval") or ()))


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


def train_carried(
    store: ModelStore, model_key: str, source: str, fit: Callable[[Any], Any], *, afresh: bool
) -> Current:
    """What training on that source comes to, for a model whose fits depend on the one before.

    `fit` takes the fit in use, or None. What is in use keeps its keys and names where they hold, and stays
    when the new fit is refused. `afresh` looks at the customers as if there had never been any.
    """
    before = store.current(model_key)
    if before and before.made_from == source:
        was_carried = store.card(model_key, before.fitted_version)["previous_version"] is not None
        if not (afresh and was_carried):
            return before
    in_use = before.version if before else None
    fitted = fit(store.fitted(model_key, in_use) if in_use and not afresh else None)
    store.put(model_key, fitted)
    return judged(store, model_key, fitted, source, fallback=in_use)


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
