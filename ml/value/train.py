"""Choosing, testing and fitting the value model."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ml.registry import fingerprint, source_of
from ml.value import amounts, baselines, bgnbd, season
from ml.value.amounts import GammaGamma, Worth
from ml.value.card import card_of, described, fit_of
from ml.value.evaluate import best, by_decile, coverage, evaluate
from ml.value.histories import Histories
from ml.value.predict import Predicted, Scorer, predict
from ml.value.rows import Customers, Rows, rows_of
from ml.value.settings import ValueSettings

_FOLDS = 4
# log likelihood by which MBG/NBD must lead: strong evidence in the words of Kass and Raftery (1995)
_STRONG = 3.0
# what is told → the figure by which it must beat the best naive baseline
JUDGED_BY = {"order_days": "rmse", "spend": "rmse", "next_order": "mae"}
_WORDS = {"rmse": "RMSE", "mae": "mean error"}
# a chance to stop after an order day below which nobody is seen to stop
_NEVER = 1e-3


@dataclass(frozen=True)
class Fitted:
    """A fit and what is known of it; `reason` says why it is not published, and is empty when it is.

    It is published if a part of it is proven: order_days, spend (with margin) or next_order (with alive).
    `withheld` says of each part of a published fit that is not told why not; alive may be one of its own.
    `scorer` is None unless the fit is published; `tried`, as it was fitted for its test, without one. `card`
    is JSON-able and holds nothing personal; its `verdict` is there either way.
    """

    model_version: str
    horizon_days: int
    is_published: bool
    reason: str
    card: dict[str, Any]
    scorer: Scorer | None = None
    withheld: dict[str, str] = field(default_factory=dict)
    tried: Scorer | None = None


def train(frame: pd.DataFrame, settings: ValueSettings) -> Fitted:
    """Fit on one row per customer and cut-off; the newest whose outcome is known is the out-of-time test.

    Columns: customer_id, cut_off_on, rows.COLUMNS, rows.OUTCOMES and rows.BEFORE; outcomes are null where the
    horizon has not ended, as on the newest day, whose histories are what is fitted in the end. In the test
    the histories are those of its own day, and worth and season are learnt from cut-offs whose outcome was
    known by then. ValueError for lacking columns; too little data is a fit that is not published.
    """
    rows = rows_of(frame)
    version = _version(rows, settings)
    test, earlier = split(rows.matured, settings)
    lack = what_lacks(test, settings)
    if lack:
        return _unpublished(version, rows, settings, lack)
    try:
        tried = fit_scorer(test.customers, earlier, settings)
        scorer = fit_scorer(rows.at(rows.days[-1]).customers, rows.matured, settings)
    except bgnbd.NoFitError as error:
        return _unpublished(version, rows, settings, f"Not trained: {error}")
    found = predicted_at(tried, test, settings)
    figures = figures_of(test, earlier, found, settings)
    verdicts = _verdicts(figures, scorer)
    told = [part for part, (is_told, _) in verdicts.items() if is_told]
    withheld = {part: text for part, (is_told, text) in verdicts.items() if not is_told}
    words = " ".join(dict.fromkeys(text for _, text in verdicts.values()))
    card = card_of(version, settings, rows, bool(told), words)
    card |= {
        "training": described(earlier),
        "test": described(test)
        | {"season_factor": season.factor_for(tried.season, test.days[0])}
        | tested(test, found, settings),
        "tried": fit_of(tried),
        "fitted": fit_of(scorer),
        "figures": figures,
        "verdicts": {part: text for part, (_, text) in verdicts.items()},
        "withheld": withheld,
    }
    if not told:
        return Fitted(version, settings.horizon_days, False, words, card, tried=tried)
    return Fitted(version, settings.horizon_days, True, "", card, replace(scorer, told=told), withheld, tried)


def version_of(frame: pd.DataFrame, settings: ValueSettings) -> str:
    """The version that `train` would give: a fingerprint of the rows, the settings and the code."""
    return _version(rows_of(frame), settings)


def what_lacks(test: Rows, settings: ValueSettings) -> str | None:
    """Why there is too little to train on and to test with, in words; None when there is enough."""
    if not len(test):
        return "Not trained: no cut-off has a known outcome. More history mends this."
    repeat, ordered = int((test.customers.order_days > 1).sum()), int((test.order_days > 0).sum())
    if len(test) < settings.min_rows or repeat < settings.min_repeat or ordered < settings.min_ordered:
        return (
            f"Not trained: the test has {len(test)} customers, {repeat} with a second order day before it and"
            f" {ordered} with one in its horizon; {settings.min_rows}, {settings.min_repeat} and"
            f" {settings.min_ordered} are needed. More customers mend this."
        )
    return None


def fit_scorer(customers: Customers, earlier: Rows, settings: ValueSettings) -> Scorer:
    """Rhythm and amounts from what customers did so far; worth and season from outcomes known by then."""
    histories = customers.histories
    parameters = _likelier(histories)
    gamma_gamma, tried = _worths(customers)
    worth = tried[_chosen(earlier, [candidate.name for candidate in tried])]
    known = (customers.costed > 0) & ~np.isnan(customers.margin)
    costed = float(customers.costed[known].sum())
    return Scorer(
        parameters=parameters,
        gamma_gamma=gamma_gamma,
        worth=worth,
        usual_worth=amounts.usual_worth(customers.mean_amount, customers.order_days),
        margin_rate=float(customers.margin[known].sum()) / costed if costed else None,
        season=season.factors(
            parameters,
            earlier.customers.histories,
            earlier.order_days,
            earlier.cut_off_on,
            settings.horizon_days,
        ),
    )


def predicted_at(tried: Scorer, test: Rows, settings: ValueSettings) -> Predicted:
    """What is said of the customers of a test, on its day."""
    return predict(tried, test.customers, season.factor_for(tried.season, test.days[0]), settings)


def figures_of(test: Rows, earlier: Rows, found: Predicted, settings: ValueSettings) -> dict[str, Any]:
    """Of each part that is told: the model's figures beside those of the naive baselines."""
    parts = parts_of(test, earlier, found, settings).items()
    return {part: evaluate(happened, predicted, settings) for part, (happened, predicted) in parts}


def parts_of(
    test: Rows, earlier: Rows, found: Predicted, settings: ValueSettings
) -> dict[str, tuple[np.ndarray, dict[str, np.ndarray]]]:
    """Of each part that is told: what happened, and what the model and the naive baselines predicted."""
    horizon = settings.horizon_days
    parts = {
        "order_days": (test.order_days, found.order_days, baselines.of_counts(test, earlier, horizon)),
        "spend": (test.spend, found.spend, baselines.of_spend(test, earlier, horizon)),
        "next_order": (
            np.minimum(test.until_next, horizon),
            np.minimum(found.until_next, horizon),
            baselines.of_next_order(test, horizon),
        ),
    }
    return {
        part: (happened, {"model": predicted, **naive})
        for part, (happened, predicted, naive) in parts.items()
    }


def tested(test: Rows, found: Predicted, settings: ValueSettings) -> dict[str, Any]:
    """Whether the intervals and the levels keep their promise."""
    due = found.until_next < settings.horizon_days
    return {
        "order_days": int(test.order_days.sum()),
        "order_days_by_decile": by_decile(test.order_days, found.order_days),
        "order_days_coverage": coverage(test.order_days, found.least_order_days, found.most_order_days),
        "spend_coverage": coverage(test.spend, found.least_spend, found.most_spend),
        "due_within_horizon": int(due.sum()),
        "due_and_ordered_by_then": coverage(test.until_next[due], np.zeros(due.sum()), found.until_next[due]),
    }


def verdict(part: str, figures: dict[str, dict[str, Any]]) -> tuple[bool, str]:
    """Whether a part is told, and why in words."""
    figure = JUDGED_BY[part]
    name = best(figures, figure)
    naive, ours = figures[name], figures["model"][figure]
    low, high = naive[f"{figure}_difference_interval"] or (None, None)
    if ours is None or low is None:
        return False, f"Not published: {part} is the same for all in the test. More history mends this."
    compared = (
        f"{part} {_WORDS[figure]} {ours:.4f} against {naive[figure]:.4f} of {name},"
        f" lead {naive[f'{figure}_difference']:+.4f} (interval {low:+.4f} to {high:+.4f})"
    )
    if low > 0:
        return True, f"Published: better out of time than its best naive baseline: {compared}."
    aligned = [found.get("rmse_at_level_difference_interval") for found in list(figures.values())[1:]]
    only_level = figure == "rmse" and all(lead and lead[0] > 0 for lead in aligned)
    more = (
        " With every total set right it leads: it misses the level, such as that of a season."
        if only_level
        else ""
    )
    return (
        False,
        f"Not published: not proven better out of time than its best naive baseline: {compared}.{more}",
    )


def _verdicts(figures: dict[str, Any], scorer: Scorer) -> dict[str, tuple[bool, str]]:
    """Of each part; none is told where the order of customers is wrong, for then the model is."""
    ranks = figures["order_days"]["model"]
    low, high = ranks["spearman_interval"] or (None, None)
    if low is None or low <= 0:
        words = f"rank correlation of order days {ranks['spearman']} (interval {low} to {high}), not above 0"
        return dict.fromkeys(
            (*JUDGED_BY, "alive"), (False, f"Not published: the model does not fit: {words}.")
        )
    verdicts = {part: verdict(part, figures[part]) for part in JUDGED_BY}
    return verdicts | {"alive": _tells_alive(scorer, verdicts["next_order"])}


def _tells_alive(scorer: Scorer, next_order: tuple[bool, str]) -> tuple[bool, str]:
    """P(alive) comes with the next order day, unless the histories show nobody who stopped."""
    parameters = scorer.parameters
    if not next_order[0]:
        return False, "Not published: alive comes with the next order day."
    if parameters.a / (parameters.a + parameters.b) < _NEVER:
        return (
            False,
            "Not published: alive is 1 for all, for the histories do not tell who stopped from who pauses.",
        )
    return True, "Published: alive comes with the next order day."


def _unpublished(version: str, rows: Rows, settings: ValueSettings, why: str) -> Fitted:
    card = card_of(version, settings, rows, is_published=False, verdict=why)
    return Fitted(version, settings.horizon_days, False, why, card)


def _version(rows: Rows, settings: ValueSettings) -> str:
    return fingerprint(rows.bytes(), repr(asdict(settings)).encode(), source_of("ml.value"))


def split(matured: Rows, settings: ValueSettings) -> tuple[Rows, Rows]:
    """The rows of the newest cut-off, and those whose outcome was known by it."""
    if not len(matured):
        return matured, matured
    newest = matured.days[-1]
    return matured.at(newest), matured.known_by(newest, settings.horizon_days)


def _likelier(histories: Histories) -> bgnbd.Parameters:
    """BG/NBD, or its modification where that is clearly likelier."""
    plain, modified = (bgnbd.fit(histories, first_may_be_last=may_be) for may_be in (False, True))
    likelihoods = [bgnbd.log_likelihood(given, histories).sum() for given in (plain, modified)]
    return modified if likelihoods[1] > likelihoods[0] + _STRONG else plain


def _worths(customers: Customers) -> tuple[GammaGamma, list[Worth]]:
    gamma_gamma = amounts.fit(customers.mean_amount, customers.order_days)
    return gamma_gamma, amounts.candidates(gamma_gamma, customers.mean_amount, customers.order_days)


def _chosen(earlier: Rows, names: list[str]) -> int:
    """The place of the worth with the least loss at the newest earlier cut-offs; the first where there is
    none.

    Each is fitted on what was known at the cut-off and compared with the amounts of the order days after it.
    """
    losses = [found for day in earlier.days[-_FOLDS:] if (found := _losses(earlier.at(day)))]
    mean = np.mean(losses, axis=0) if losses else np.zeros(len(names))
    return int(np.argmin(mean))


def _losses(fold: Rows) -> list[float]:
    """Of each candidate at one cut-off; none where nobody with an amount ordered again."""
    customers = fold.customers
    again = (fold.order_days > 0) & (fold.spend > 0) & (customers.mean_amount > 0)
    if not again.any():
        return []
    kept, days = customers.where(again), fold.order_days[again]
    per_day = fold.spend[again] / days
    return [
        amounts.loss(worth.of(kept.mean_amount, kept.order_days), per_day, days)
        for worth in _worths(customers)[1]
    ]
