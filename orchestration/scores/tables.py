"""What scoring hands to dbt: what the models in use say, and what is known of each model."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from ml.drift import stability_index
from orchestration.scores.catalogue import MODELS, OF_PACKS
from orchestration.scores.foretold import came_true, to_keep
from orchestration.scores.kept import KEPT_TYPES
from orchestration.scores.model import Figure, ScoredModel, contested
from orchestration.scores.store import Current, ModelStore
from orchestration.warehouse import Warehouse

_ABOUT = {
    "int_scores__models": {
        "model_key": "varchar",
        "name_zh": "varchar",
        "name_en": "varchar",
        "status": "varchar",
        "model_version": "varchar",
        "challenger_version": "varchar",
        "horizon_days": "bigint",
        "reason": "varchar",
        "withheld": "varchar",
        "trained_at": "timestamp",
        "trained_on_count": "bigint",
        "test_cut_off_on": "date",
        "test_customer_count": "bigint",
        "figure": "varchar",
        "baseline": "varchar",
    },
    "int_scores__figures": {
        "model_key": "varchar",
        "scored_by": "varchar",
        "figure": "varchar",
        "figure_value": "double",
        "low": "double",
        "high": "double",
    },
    "int_scores__drift": {
        **dict.fromkeys(("model_key", "kind", "watched"), "varchar"),
        "observed_on": "date",
        "model_version": "varchar",
        "customer_count": "bigint",
        **dict.fromkeys(("stability_index", "said", "found", "low", "high"), "double"),
    },
    "int_scores__kept": KEPT_TYPES,
}
TYPES: dict[str, Mapping[str, str]] = {
    table: types for model in (*MODELS.values(), *OF_PACKS.values()) for table, types in model.tables.items()
} | _ABOUT


def tables(
    store: ModelStore, features: pd.DataFrame, warehouse: Warehouse
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each of TYPES with its rows, for `features` (fct_customer_features) and the models in use.

    One after another: the rows of all models at once take gigabytes at a million customers.
    """
    rows, figures, drift, said, told = [], [], [], {}, set()
    for model in MODELS.values():
        current = store.current(model.key)
        card = store.card(model.key, current.told_version)
        rows.append(_model_row(model, current, card))
        tested = [*model.figures(card), *contested(current)]
        figures += [{"model_key": model.key, **figure._asdict()} for figure in tested]
        if version := rows[-1]["model_version"]:
            scored = model.score(store.fitted(model.key, version), features, warehouse)
            drift += [row | {"model_version": version} for row in _drift(model, card, features, scored)]
            if model.foretells:
                kept = scored[f"int_scores__{model.key}"][["customer_id", "score"]]
                said[model.key] = version, card["horizon_days"], kept
            told |= scored.keys()
            while scored:
                yield scored.popitem()
    for name in TYPES.keys() - _ABOUT.keys() - told:
        yield name, pd.DataFrame(columns=list(TYPES[name]))
    drift += came_true(MODELS, store, warehouse)
    yield "int_scores__kept", to_keep(said, warehouse)
    yield "int_scores__models", pd.DataFrame(rows)
    yield "int_scores__figures", pd.DataFrame(figures, columns=["model_key", *Figure._fields])
    yield "int_scores__drift", pd.DataFrame(drift, columns=list(_ABOUT["int_scores__drift"]))


def _drift(
    model: ScoredModel,
    card: Mapping[str, Any],
    features: pd.DataFrame,
    scored: Mapping[str, pd.DataFrame],
) -> Iterator[dict[str, Any]]:
    """How far what the model reads of the customers it speaks of, and what it says, have moved."""
    before = card.get("watched", {})
    concerned = model.concerns(features).to_numpy(dtype="bool")
    said = {name: table[name] for table in scored.values() for name in table if name == "score"}
    for name in before.keys() & {*said, *model.columns()}:
        # a column at a time: all of a million customers are half a gigabyte
        numbers = said[name] if name in said else features[name][concerned]
        index = stability_index(before[name], numbers.to_numpy("float64", na_value=np.nan))
        yield {
            "model_key": model.key,
            "kind": "score" if name == "score" else "input",
            "watched": name,
            "customer_count": int(concerned.sum()),
            "stability_index": round(index, 6),
        }


def _model_row(model: ScoredModel, current: Current, card: Mapping[str, Any]) -> dict[str, Any]:
    """A row of int_scores__models; what a model does not have is None."""
    is_usable = bool(current.version) and not _is_for_another_horizon(model, card)
    figure, baseline = model.headline_of(card)
    test = card.get("test", {})
    return dict.fromkeys(_ABOUT["int_scores__models"]) | {
        "model_key": model.key,
        "name_zh": model.name_zh,
        "name_en": model.name_en,
        "status": "published" if is_usable else "not_published",
        "model_version": current.version if is_usable else None,
        "challenger_version": current.fitted_version if current.fitted_version != current.version else None,
        "horizon_days": card.get("horizon_days"),
        "reason": _why_not(model, current, card) or None,
        "withheld": " ".join(model.withheld(card)) or None if is_usable else None,
        "trained_at": datetime.fromisoformat(current.trained_at),
        "trained_on_count": card["data"]["rows"],
        "test_cut_off_on": next(iter(test.get("cut_offs", ())), None),
        "test_customer_count": test.get("rows"),
        "figure": figure,
        "baseline": baseline,
    }


def _is_for_another_horizon(model: ScoredModel, card: Mapping[str, Any]) -> bool:
    wanted = model.horizon_days()
    return wanted is not None and card["horizon_days"] != wanted


def _why_not(model: ScoredModel, current: Current, card: Mapping[str, Any]) -> str:
    if current.version and _is_for_another_horizon(model, card):
        return (
            f"Fit {current.version} looks {card['horizon_days']} days ahead, the settings ask for"
            f" {model.horizon_days()}. `huaxiang train` trains for them."
        )
    return current.reason
