"""Scores are kept once a month, of the same customers, and set beside what came."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from ml.outcomes.train import Fitted
from orchestration.defs.scores.score import _came_true
from orchestration.scores.catalogue import MODELS
from orchestration.scores.foretold import came_true, to_keep
from orchestration.scores.kept import KEPT_TYPES, SCORE_TYPES
from orchestration.warehouse import Warehouse

TODAY = date(2026, 3, 2)
SAID = pd.DataFrame({"customer_id": ["li na", "wang fang"], "score": [0.1, 0.9], "band": ["low", "high"]})
FORETOLD_TYPES = {
    **dict.fromkeys(("model_key", "model_version", "customer_id"), "varchar"),
    "as_of_on": "date",
    "score": "double",
    "has_happened": "boolean",
}


@pytest.fixture
def warehouse(store):
    """As of a day, with no history."""
    warehouse = Warehouse(store.home)
    context = pd.DataFrame({"as_of": [datetime(2026, 3, 1, 16)], "as_of_on": [TODAY]})
    warehouse.write("ingest.run_context", context, {"as_of": "timestamp", "as_of_on": "date"})
    kept(warehouse, pd.DataFrame(columns=list(SCORE_TYPES)))
    return warehouse


def kept(warehouse, rows):
    warehouse.write("ingest.score_history", rows.assign(run_sequence=1), SCORE_TYPES)


def foretold(warehouse, size, said, comes, seed=1, version="aaa", on=date(2025, 11, 1)):
    """Customers of whom `said` was foretold, spread around it, and of whom `comes` is what is true."""
    random = np.random.default_rng(seed)
    spread = random.uniform(-0.2, 0.2, size)
    rows = pd.DataFrame(
        {
            "model_key": "churn",
            "model_version": version,
            "customer_id": [f"c{number}" for number in range(size)],
            "as_of_on": on,
            "score": said + spread,
            "has_happened": random.random(size) < comes + spread,
        }
    )
    warehouse.write("customers.int_customers__foretold", rows, FORETOLD_TYPES)


def test_what_is_said_is_kept_with_its_day_and_version(warehouse):
    found = to_keep({"churn": ("aaa", 90, SAID)}, warehouse)

    assert list(found) == list(KEPT_TYPES)
    assert found["customer_id"].tolist() == ["li na", "wang fang"]
    assert found["score"].tolist() == [0.1, 0.9]
    assert set(found["observed_on"]) == {pd.Timestamp(TODAY)} or set(found["observed_on"]) == {TODAY}
    assert set(found["model_version"]) == {"aaa"}


@pytest.mark.parametrize(
    ("observed_on", "version", "is_kept"),
    [
        pytest.param(date(2026, 3, 1), "aaa", False, id="this-month-already"),
        pytest.param(date(2026, 2, 28), "aaa", True, id="last-month"),
        pytest.param(date(2025, 3, 2), "aaa", True, id="a-year-ago"),
        pytest.param(date(2026, 3, 1), "bbb", True, id="another-version"),
    ],
)
def test_it_is_kept_once_a_month_and_version(warehouse, observed_on, version, is_kept):
    before = to_keep({"churn": (version, 90, SAID)}, warehouse).assign(observed_on=observed_on)
    kept(warehouse, before)

    assert (len(to_keep({"churn": ("aaa", 90, SAID)}, warehouse)) > 0) is is_kept


def test_without_models_nothing_is_kept(warehouse):
    found = to_keep({}, warehouse)

    assert found.empty
    assert list(found) == list(KEPT_TYPES)
    warehouse.write("scores.int_scores__kept", found, KEPT_TYPES)


def test_what_came_is_told_beside_what_was_said_and_the_test_of_that_fit(warehouse, store):
    store.put("churn", Fitted("aaa", 90, False, "No.", {"figures": {"model": {"auc": 0.7, "brier": 0.2}}}))
    foretold(warehouse, 2_000, said=0.4, comes=0.4)
    rows = {row["watched"]: row for row in came_true(MODELS, store, warehouse)}

    assert list(rows) == ["rate", "auc", "calibration_error"]
    assert {row["kind"] for row in rows.values()} == {"outcome"}
    assert {row["customer_count"] for row in rows.values()} == {2_000}
    assert rows["rate"]["low"] < rows["rate"]["said"] < rows["rate"]["high"]
    assert rows["auc"]["said"] == 0.7
    assert rows["calibration_error"]["said"] is None


def checked(store, warehouse, *others):
    rows = pd.DataFrame([*came_true(MODELS, store, warehouse), *others])
    return _came_true(rows)


def test_the_check_says_when_the_rate_has_left_the_interval(warehouse, store):
    foretold(warehouse, 2_000, said=0.4, comes=0.4)
    assert checked(store, warehouse).passed

    foretold(warehouse, 2_000, said=0.4, comes=0.5)
    found = checked(store, warehouse)
    assert not found.passed
    assert "churn, foretold on 2025-11-01 of 2,000 customers: rate 0.4" in found.metadata["messages"].value


def test_a_gap_that_may_be_chance_or_matters_to_nobody_is_no_failure(warehouse, store):
    foretold(warehouse, 30, said=0.4, comes=0.5)
    assert checked(store, warehouse).passed

    # certain with so many, and a point and a half
    foretold(warehouse, 200_000, said=0.4, comes=0.415)
    assert checked(store, warehouse).passed


def test_only_the_newest_day_of_a_model_is_checked(warehouse, store):
    foretold(warehouse, 2_000, said=0.4, comes=0.4)
    older = {
        "model_key": "churn",
        "kind": "outcome",
        "observed_on": date(2025, 10, 1),
        "model_version": "aaa",
        "customer_count": 10,
        "watched": "rate",
        "said": 0.9,
        "found": 0.1,
        "low": 0.05,
        "high": 0.2,
    }

    assert checked(store, warehouse, older).passed


def test_without_anything_foretold_the_check_passes(warehouse, store):
    warehouse.write(
        "customers.int_customers__foretold", pd.DataFrame(columns=list(FORETOLD_TYPES)), FORETOLD_TYPES
    )

    assert list(came_true(MODELS, store, warehouse)) == []
