"""Learning what sets a seed's members apart, testing it on members kept aside, and fitting what is used."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from ml.drift import described
from ml.look_alikes.columns import Column, phrases_of
from ml.look_alikes.evaluate import MODEL, figures_of
from ml.look_alikes.model import Fitted, Scorer
from ml.look_alikes.pool import Pool, Seed, pool_of
from ml.look_alikes.score import chances
from ml.look_alikes.screen import screened
from ml.look_alikes.settings import LookAlikeSettings
from ml.outcomes import models
from ml.outcomes.reasons import shown, usual_of
from ml.registry import fingerprint, source_of

BASELINE = "the best single number"
_TEST_TENTHS, _FOLDS = 3, 3
RULE = (
    "Of each segment three tenths of the customers, in it and outside, are kept aside; published if the 95 %"
    " interval of the lead in AUC over the best single number lies above 0."
)
LIMITS = (
    "Likeness is in what the seed's rule does not read: nobody need come to fulfil it.",
    "What was done to the members because they are in the segment (messages, a manager) is part of what they"
    " look like.",
    "The features are those of today: what became of look-alikes later is not tested.",
)


def train(
    frame: pd.DataFrame, seeds: Sequence[Seed], columns: Sequence[Column], settings: LookAlikeSettings
) -> Fitted:
    """Fit on one row per customer, with a boolean per seed: see `pool_of`.

    Which inputs and which kind of model is chosen inside the training part; the test is looked at once.
    """
    by_name = {column.name: column for column in columns}
    version = version_of(frame, seeds, columns, settings)
    found = {seed.key: _of_seed(pool_of(frame, seed, by_name), seed, by_name, settings) for seed in seeds}
    cards = {key: card for key, (card, _) in found.items()}
    scorers = {key: scorer for key, (_, scorer) in found.items() if scorer}
    reason = "" if scorers else _nothing(cards)
    card = {
        "model_key": "look_alikes",
        "model_version": version,
        "data": {"rows": len(frame)},
        "settings": asdict(settings),
        "rule": RULE,
        "limits": list(LIMITS),
        "is_published": bool(scorers),
        "verdict": reason or f"Published for {', '.join(scorers)}.",
        "seeds": cards,
        "watched": _watched(frame, scorers),
    }
    return Fitted(version, bool(scorers), reason, card, scorers)


def version_of(
    frame: pd.DataFrame, seeds: Sequence[Seed], columns: Sequence[Column], settings: LookAlikeSettings
) -> str:
    """The version that `train` would give: a fingerprint of rows, seeds, settings and code."""
    rows = pd.util.hash_pandas_object(frame.sort_values("customer_id"), index=False).to_numpy()
    told = [asdict(seed) | {"leaves_out": sorted(seed.leaves_out)} for seed in seeds]
    return fingerprint(
        rows.tobytes(),
        repr(told).encode(),
        repr([list(columns), asdict(settings)]).encode(),
        source_of("ml.look_alikes"),
        source_of("ml.outcomes"),
    )


def _nothing(cards: Mapping[str, Mapping[str, Any]]) -> str:
    if not cards:
        return "No segment has `look_alikes: true` in dbt_project/definitions/segments.yml."
    return " ".join(f"{key}: {card['verdict']}" for key, card in cards.items())


def _of_seed(
    pool: Pool, seed: Seed, columns: Mapping[str, Column], settings: LookAlikeSettings
) -> tuple[dict[str, Any], Scorer | None]:
    """What is known of one seed's fit, and what scores with it where it is published."""
    card = {
        "name": {"zh": seed.name_zh, "en": seed.name_en},
        "size": seed.size,
        "customers": seed.customer_count,
        "leaves_out": sorted(seed.leaves_out & columns.keys()),
    }
    is_test = pool.tenth < _TEST_TENTHS
    training, test = pool.where(~is_test), pool.where(is_test)
    if lack := _lack(pool, settings):
        return card | {"is_published": False, "verdict": lack}, None
    inputs = screened(training)
    card["echoes"] = inputs.echoes
    if not inputs.names:
        verdict = "Not published: nothing but its own rule tells its members from others."
        return card | {"is_published": False, "verdict": verdict}, None
    losses = {each.name: _loss(each, training, inputs.names) for each in models.CANDIDATES}
    chosen = min(models.CANDIDATES, key=lambda each: losses[each.name])
    scores = _scores(chosen, training, test, inputs.names)
    figures = figures_of(test, scores, settings)
    is_published, verdict = _verdict(figures)
    card |= {
        "inputs": inputs.names,
        "trial_log_losses": {name: round(loss, 4) for name, loss in losses.items()},
        "chosen": chosen.name,
        "best_number": inputs.names[0],
        "test": {"rows": len(test), "seed_customers": int(test.is_seed.sum())},
        "figures": figures,
        "is_published": is_published,
        "verdict": verdict,
    }
    return card, _scorer(chosen, pool, inputs.names, columns) if is_published else None


def _lack(pool: Pool, settings: LookAlikeSettings) -> str | None:
    count = int(pool.is_seed.sum())
    least = min(count, len(pool) - count)
    if least >= settings.min_seed:
        return None
    return (
        f"Not trained: {count} customers are in it and {len(pool) - count} are not;"
        f" {settings.min_seed} of either are needed."
    )


def _loss(candidate: models.Candidate, training: Pool, names: list[str]) -> float:
    """Mean log loss over three folds of the training part."""
    losses = []
    for fold in range(_FOLDS):
        is_tried = training.tenth % _FOLDS == fold
        known, tried = training.where(~is_tried), training.where(is_tried)
        model = candidate.fit(known.inputs.matrix(known.given, names), known.is_seed)
        odds = models.log_odds(model, tried.inputs.matrix(tried.given, names))
        losses.append(np.logaddexp(0.0, np.where(tried.is_seed == 1, -odds, odds)).mean())
    return float(np.mean(losses))


def _scores(chosen: models.Candidate, training: Pool, test: Pool, names: list[str]) -> dict[str, np.ndarray]:
    """What the model and the best single number of the training part say of the test."""
    known, asked = (part.inputs.matrix(part.given, names) for part in (training, test))
    tells_more = np.corrcoef(known[:, 0], training.is_seed)[0, 1] >= 0
    return {
        MODEL: models.log_odds(chosen.fit(known, training.is_seed), asked),
        BASELINE: asked[:, 0] if tells_more else -asked[:, 0],
    }


def _verdict(figures: Mapping[str, Mapping[str, Any]]) -> tuple[bool, str]:
    low, high = figures[BASELINE]["auc_difference_interval"]
    compared = (
        f"AUC {figures[MODEL]['auc']:.3f} against {figures[BASELINE]['auc']:.3f} of {BASELINE},"
        f" difference {figures[BASELINE]['auc_difference']:+.3f} (interval {low:+.3f} to {high:+.3f})."
    )
    if low > 0:
        return True, f"Published: members kept aside are found better than by its baseline: {compared}"
    return False, f"Not published: not proven better than its baseline: {compared}"


def _scorer(chosen: models.Candidate, pool: Pool, names: list[str], columns: Mapping[str, Column]) -> Scorer:
    """The chosen kind of model, fitted on all rows."""
    inputs = pool.inputs.matrix(pool.given, names)
    model = chosen.fit(inputs, pool.is_seed)
    themes = pool.inputs.themes(names)
    told = [columns[name] for name in dict.fromkeys(themes)]
    facts = shown(phrases_of(told), pool.given)
    pulls = models.by_theme(model.parts(inputs), themes)
    usual = {column.name: usual_of(facts[column.name], pulls[:, place]) for place, column in enumerate(told)}
    share, rows_share = np.average(pool.is_seed, weights=pool.weight), pool.is_seed.mean()
    return Scorer(model, told, names, themes, usual, float(_logit(share) - _logit(rows_share)))


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _watched(frame: pd.DataFrame, scorers: Mapping[str, Scorer]) -> dict[str, dict[str, list[float]]]:
    """The scores of a draw of all customers outside the seeds, to see later whether they have moved."""
    drawn = frame[frame["is_drawn"].to_numpy(dtype=bool)]
    said = [chances(scorer, drawn[~drawn[key].to_numpy(dtype=bool)]) for key, scorer in scorers.items()]
    return described({"score": np.concatenate(said)}) if said else {}
