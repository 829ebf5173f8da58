"""A fit is kept whole or not at all, comes back as it was, and a file that cannot be read says what to do."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from ml.outcomes.models import Linear
from ml.outcomes.reasons import Usual
from ml.outcomes.train import Fitted, Scorer
from orchestration.errors import HuaxiangError
from orchestration.scores.store import Current, ModelStore

SCORER = Scorer(
    Linear(0.5, np.zeros(1), np.ones(1)),
    ["order_count"],
    ["orders"],
    {"orders": Usual(2.0, larger_lifts=False, none_lifts=True)},
    {"2024-01-01": 0.1},
)
FITTED = Fitted("aaa", 90, True, "", {"model_key": "churn", "verdict": "好"}, SCORER)
CURRENT = Current("aaa", "aaa", "made of this", "", "2026-03-02T01:02:03")


def test_before_the_first_training_there_is_nothing(store):
    assert store.current("churn") is None
    assert store.versions() == {}


def test_a_fit_comes_back_as_it_was(store):
    store.put("churn", FITTED)
    found = store.fitted("churn", "aaa")

    assert asdict(replace(found, scorer=None)) == asdict(replace(FITTED, scorer=None))
    assert asdict(found.scorer) | {"model": None} == asdict(SCORER) | {"model": None}
    assert found.scorer.model.weights.tolist() == [1.0]
    assert store.card("churn", "aaa") == FITTED.card


def test_what_a_killed_training_left_half_is_no_fit_and_is_swept(store):
    half = store.home.models / "churn" / ".aaa.part"
    half.mkdir(parents=True)
    (half / "model.skops").write_bytes(b"PK")

    assert not store.holds("churn", "aaa")
    store.put("churn", FITTED)

    assert store.holds("churn", "aaa")
    assert [path.name for path in (store.home.models / "churn").iterdir()] == ["aaa"]


def test_a_fit_that_is_there_is_not_written_again(store):
    store.put("churn", FITTED)
    store.put("churn", replace(FITTED, card={"verdict": "another"}))

    assert store.card("churn", "aaa") == FITTED.card


def test_versions_change_with_what_is_in_use_and_with_what_was_refused(store):
    seen = []
    for current in (
        CURRENT,
        replace(CURRENT, fitted_version="bbb", reason="Held back."),
        replace(CURRENT, version=None),
    ):
        store.set_current("churn", current)
        assert store.current("churn") == current
        seen.append(store.versions())

    assert len({str(versions) for versions in seen}) == 3


def unreadable(store: ModelStore, name: str, content: bytes) -> None:
    (store.home.models / "churn" / name).write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "read"),
    [
        pytest.param("aaa/model.skops", b"", lambda s: s.fitted("churn", "aaa"), id="an-empty-model"),
        pytest.param(
            "aaa/model.skops", b"PK\3\4 half", lambda s: s.fitted("churn", "aaa"), id="half-a-model"
        ),
        pytest.param("aaa/card.json", b"{", lambda s: s.card("churn", "aaa"), id="half-a-card"),
        pytest.param("current.json", b"{}", lambda s: s.current("churn"), id="a-verdict-that-lacks-all"),
        pytest.param("current.json", b"\xff", lambda s: s.versions(), id="a-verdict-that-is-no-text"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_with_the_remedy(store, name, content, read):
    store.put("churn", FITTED)
    store.set_current("churn", CURRENT)
    unreadable(store, name, content)

    with pytest.raises(HuaxiangError, match=r"Delete the folder \S*/models/churn; the next `huaxiang run`"):
        read(store)


def test_a_fit_that_is_gone_is_an_error_with_the_remedy(store):
    with pytest.raises(HuaxiangError, match=r"aaa/model.skops cannot be read: .* Delete the folder"):
        store.fitted("churn", "aaa")


def test_a_fit_of_an_earlier_release_is_forgotten_and_said_so(store, monkeypatch):
    store.put("churn", FITTED)
    store.set_current("churn", CURRENT)
    assert store.forget_outdated("churn") == ""
    assert store.current("churn") == CURRENT

    monkeypatch.delattr("ml.outcomes.train.Scorer")

    assert "An earlier release made it" in store.forget_outdated("churn")
    assert store.current("churn") is None
    assert store.holds("churn", "aaa")


def test_where_no_fit_is_in_use_none_is_outdated(store):
    assert store.forget_outdated("churn") == ""
    store.set_current("churn", replace(CURRENT, version=None))
    assert store.forget_outdated("churn") == ""


def test_a_damaged_fit_is_not_taken_for_an_outdated_one(store):
    store.put("churn", FITTED)
    store.set_current("churn", CURRENT)
    unreadable(store, "aaa/model.skops", b"")

    with pytest.raises(HuaxiangError, match="Delete the folder"):
        store.forget_outdated("churn")
    assert store.current("churn") == CURRENT
