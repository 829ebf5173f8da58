"""The risk watch is of the pack finance, and says it where nobody is known to have fallen behind."""

import importlib

import pytest

from ml.outcomes.train import Fitted
from orchestration.scores import catalogue, risk
from orchestration.scores.tables import TYPES
from orchestration.settings import business_settings


def fitted(*, is_published):
    return Fitted("v1", 90, is_published, "" if is_published else "Not trained: 0 cut-offs", {"data": {}})


@pytest.mark.parametrize(
    ("packs", "is_there"), [(["retail"], False), (["retail", "finance"], True), ([], False)]
)
def test_only_homes_of_the_pack_have_it_and_its_tables_are_always_there(monkeypatch, packs, is_there):
    decided = business_settings() | {"packs": packs}
    with monkeypatch.context() as patched:
        patched.setattr("orchestration.settings.business_settings", lambda: decided)
        models = importlib.reload(catalogue).MODELS
    importlib.reload(catalogue)

    assert ("risk" in models) is is_there
    assert {"int_scores__risk", "int_scores__risk_points"} <= TYPES.keys()


def test_where_nobody_ever_fell_behind_that_is_the_reason():
    told = risk._told(fitted(is_published=False), is_known=False)

    assert told.reason.startswith("Not trained: no fact says that anybody fell behind")
    assert told.card["verdict"] == told.reason


def test_a_fit_that_has_facts_keeps_its_own_reason():
    assert risk._told(fitted(is_published=False), is_known=True).reason == "Not trained: 0 cut-offs"
    assert risk._told(fitted(is_published=True), is_known=False).is_published


def test_the_range_of_points_is_told_beside_the_test():
    card = {"figures": {"model": {"auc": 0.8}}, "points": {"least": 420.5, "most": 710.0}}
    told = {(figure.scored_by, figure.figure): figure.figure_value for figure in risk.RISK.figures(card)}

    assert told == {("model", "auc"): 0.8, ("model", "points_least"): 420.5, ("model", "points_most"): 710.0}
    assert risk.RISK.figures({}) == []
