"""The whole table on slices of the data: every figure lies where a sound model's lies, and not above."""

import pytest

from benchmarks.evaluate import SMALL, evaluate
from benchmarks.evaluated import COLUMNS


@pytest.fixture(scope="module")
def rows(real_data):
    """By model, data and figure."""
    ran = evaluate(SMALL, small=True)
    assert [one.error for one in ran] == [""] * len(SMALL)
    assert all(one.rows for one in ran)
    return {(row.model, row.data, row.figure): row for one in ran for row in one.rows}


def found(rows, model, figure, data=""):
    """The one row of a model and figure whose data begins so."""
    (row,) = [
        row for (of, on, what), row in rows.items() if of == model and what == figure and on.startswith(data)
    ]
    return row


def test_every_row_is_whole(rows):
    for row in rows.values():
        assert list(row.cells()) == list(COLUMNS)
        assert all(row.cells().values())
        if row.interval:
            assert row.interval[0] <= row.value <= row.interval[1]
        assert row.value is not None or row.refused


def test_bg_nbd_is_the_published_one(rows):
    model, data = "value: BG/NBD", "cdnow"
    for name in ("r", "alpha", "a", "b"):
        row = found(rows, model, name, data)
        assert row.value == pytest.approx(row.baseline_value, abs=1e-3)
    assert found(rows, model, "rmse", data).verdict == "met"
    assert found(rows, model, "total_rate", data).verdict == "met"


@pytest.mark.parametrize("model", ["churn", "renewal", "conversion", "response"])
def test_outcomes_are_told_where_something_decides_them_and_nowhere_else(rows, model):
    taught, shuffled = (rows[model, data, "auc"] for data in ("made up", "made up, shuffled"))
    assert taught.verdict == "–"
    assert taught.interval[0] > taught.baseline_interval[1]
    assert shuffled.refused.startswith("Not published")
    assert shuffled.interval[0] < 0.5 < shuffled.interval[1]


def test_overdues_are_told_where_something_decides_them_and_nowhere_else(rows):
    taught, shuffled = (rows["risk", data, "auc"] for data in ("made up", "made up, shuffled"))
    assert taught.verdict == "–"
    assert taught.interval[0] > taught.baseline_interval[1]
    assert shuffled.refused.startswith("Not published")


def test_ended_contracts_are_told_as_others_tell_them_and_no_better(rows):
    assert 0.78 < found(rows, "renewal", "auc", "telco").value < 0.9
    assert found(rows, "renewal", "brier", "telco").value < 0.17
    assert (
        found(rows, "renewal", "auc", "telco").value > found(rows, "renewal", "auc", "telco").baseline_value
    )


def test_next_products_beat_what_is_popular(rows):
    new = found(rows, "next_products", "recall_new")
    assert new.baseline_value < new.value < 0.2
    assert 0.05 < found(rows, "next_products", "recall").value < 0.3


def test_reviews_are_read_better_than_by_the_lexicon(rows):
    own = found(rows, "sentiment: own-trained", "auc")
    assert own.baseline_value < own.value < 0.995
    assert 0.85 < found(rows, "sentiment: own-trained", "accuracy").value < 0.96


def test_uplift_abstains_where_messages_are_too_few(rows):
    (row,) = [row for row in rows.values() if row.model == "uplift"]
    assert row.refused.startswith("Not trained")


def test_personas_are_found_where_there_are_some_and_nowhere_else(rows):
    assert found(rows, "personas", "published wrongly").value == 0
    assert found(rows, "personas", "adjusted Rand of those with a persona").value > 0.5


def test_look_alikes_are_found_where_members_share_something_and_nowhere_else(rows):
    for seed in ("one", "other"):
        row = found(rows, f"look-alikes: {seed}", "auc")
        assert row.verdict == "–"
        assert row.interval[0] > row.baseline_interval[1]
    assert found(rows, "look-alikes", "published wrongly").value == 0


def test_demand_of_products_is_foreseen_better_than_by_the_last_week(rows):
    row = found(rows, "demand: product", "wape")
    assert row.verdict == "–"
    assert 0.1 < row.value < row.baseline_value
    assert 0.75 < found(rows, "demand: product", "held by the interval of 90 %").value < 1
