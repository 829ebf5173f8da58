from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from ml.churn.spec import CHURN
from ml.outcomes.inputs import OTHER, UNKNOWN, Inputs, Words, log

PROJECT = Path(__file__).parents[4]
INPUTS = CHURN.inputs


def named(frame, name):
    return INPUTS.matrix(INPUTS.read(frame, "churn"), [name])[:, 0]


def test_every_input_reads_only_the_columns_it_names(features):
    given = INPUTS.read(features, "churn")
    for kind in INPUTS.all:
        values = kind.of({column: given[column] for column in kind.columns})
        assert np.isfinite(values).all(), kind.name
        assert len(values) == len(features)


def test_names_are_unique():
    assert len({kind.name for kind in INPUTS.all}) == len(INPUTS.all)


def test_a_lacking_column_is_named(features):
    with pytest.raises(ValueError, match="reads return_count, which the frame does not have"):
        INPUTS.read(features.drop(columns="return_count"), "churn")


def test_decimals_and_nulls_become_numbers(features):
    odd = features.head(2).astype({"lifetime_spend_amount": object})
    odd["lifetime_spend_amount"] = [Decimal("99.0000"), None]

    assert named(odd, "lifetime_spend_amount") == pytest.approx([np.log(100), 0.0])


def test_silence_is_counted_in_own_cycles_once_there_is_one(features):
    two = features.head(2).assign(
        days_since_last_order=59, purchase_cycle_days=[29, np.nan], order_day_count=[3, 1]
    )

    assert named(two, "cycles_silent") == pytest.approx([np.log(2), 0.0])
    assert named(two, "is_repeat").tolist() == [1.0, 0.0]


def test_who_never_visited_counts_as_long_gone(features):
    two = features.head(2).assign(days_since_last_event=[0, np.nan])

    assert named(two, "days_since_last_event") == pytest.approx([0.0, np.log(731)])


def test_the_columns_are_features_of_the_profile():
    definitions = yaml.safe_load((PROJECT / "dbt_project/vars.yml").read_text())["vars"]

    assert set(INPUTS.columns) <= {column["name"] for column in definitions["features"]["columns"]}


class TestWords:
    """A column of words becomes a column for each level."""

    plans = Inputs((Words("plan", "plan"), log("price", "price")))

    @pytest.fixture
    def frame(self):
        return pd.DataFrame({"plan": ["a"] * 60 + ["b"] * 50 + ["c"] * 49 + [None] * 3, "price": 1.0})

    def test_rare_levels_are_one_and_null_is_its_own(self, frame):
        given = self.plans.read(frame, "plans")
        names = self.plans.names_in(given)
        matrix = pd.DataFrame(self.plans.matrix(given, names), columns=names)

        assert names == ["plan=a", "plan=b", f"plan={OTHER}", f"plan={UNKNOWN}", "price"]
        assert matrix.drop(columns="price").sum().tolist() == [60, 50, 49, 3]
        assert (matrix.drop(columns="price").sum(axis=1) == 1).all()
        assert self.plans.themes(names) == ["plan"] * 4 + ["price"]

    def test_a_level_never_seen_in_training_is_other(self, frame):
        names = self.plans.names_in(self.plans.read(frame, "plans"))
        later = self.plans.read(pd.DataFrame({"plan": ["new", None, "a"], "price": 1.0}), "plans")

        assert self.plans.matrix(later, names)[:, :4].tolist() == [
            [0, 0, 1, 0],
            [0, 0, 0, 1],
            [1, 0, 0, 0],
        ]

    def test_a_column_that_never_says_anything_is_unknown_throughout(self):
        given = self.plans.read(pd.DataFrame({"plan": [None] * 60, "price": 1.0}), "plans")

        assert self.plans.matrix(given, [f"plan={UNKNOWN}"]).sum() == 60
