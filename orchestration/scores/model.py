"""What the platform has to know of a kind of model, to train it, score with it and tell how good it is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import pandas as pd

from ml.contest import CHALLENGER, CHAMPION, Contest, NotComparableError, in_use
from orchestration.run_record import now
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
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
    of the features that it speaks of, whose drift is watched; `foretells`: whether its scores are
    probabilities of something that int_customers__foretold says later has happened.
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
    foretells: bool = False

    def headline_of(self, card: Mapping[str, Any]) -> tuple[str, str]:
        """The figure that decides, and the name of the baseline to beat."""
        return self.headline(card) if callable(self.headline) else self.headline


def figures_of(told: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    """The numbers of a card's `figures`; `<name>_interval` holds the ends of `<name>`."""
    for scored_by, figures in told.items():
        for name, value in figures.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield Figure(scored_by, name, value, *(figures.get(f"{name}_interval") or ()))


def train_once(
    store: ModelStore,
    model_key: str,
    version: str,
    fit: Callable[[], Any],
    against: Callable[[Any, Any, float], Contest] | None = None,
) -> Current:
    """What training that version comes to; nothing is done when it was the last, a fit that is there is kept.

    The new fit is the challenger of the one in use. `against` tries champion and challenger on the same rows
    with the share of its lead that must be kept; without it, and where the champion cannot be tried, the
    challenger's own test decides. A fit that is no better than its baseline is not in use: that is the newest
    that is known of it.
    """
    before = store.current(model_key)
    if before and before.made_from == version:
        return before
    if not store.holds(model_key, version):
        store.put(model_key, fit())
    challenger, champion = store.fitted(model_key, version), before.version if before else None
    if against is None or champion in (None, version):
        return judged(store, model_key, challenger, version, *in_use(challenger, None, None))
    try:
        keeps = business_settings()["challenger_keeps_share"]
        found = against(store.fitted(model_key, champion), challenger, keeps)
    except NotComparableError as error:
        said = {"champion_version": champion, "not_tried": str(error)}
        return judged(store, model_key, challenger, version, *in_use(challenger, None, None), said)
    return judged(store, model_key, challenger, version, *in_use(challenger, champion, found), asdict(found))


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
    champion = before.version if before else None
    fitted = fit(store.fitted(model_key, champion) if champion and not afresh else None)
    store.put(model_key, fitted)
    version = fitted.model_version if fitted.is_published else champion
    return judged(store, model_key, fitted, source, version, fitted.reason)


def judged(
    store: ModelStore,
    model_key: str,
    fitted: Any,
    made_from: str,
    version: str | None,
    reason: str,
    contest: dict[str, Any] | None = None,
) -> Current:
    """From now on `version` is in use, `reason` says why it is not the fit; what training came to."""
    current = Current(
        version=version,
        fitted_version=fitted.model_version,
        made_from=made_from,
        reason=reason,
        trained_at=now(),
        contest=contest,
    )
    store.set_current(model_key, current)
    return current


def contested(current: Current) -> Iterator[Figure]:
    """The figures of champion and challenger on the same rows, where there were two that could be tried."""
    found = current.contest
    if not found or "figure" not in found:
        return
    yield Figure(CHAMPION, found["figure"], *found["champion"])
    yield Figure(CHALLENGER, found["figure"], *found["challenger"])
    yield Figure(CHAMPION, f"{found['figure']}_difference", *found["lead"])
