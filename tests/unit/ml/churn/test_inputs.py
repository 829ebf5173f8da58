from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml

from ml.churn.inputs import BY_NAME, COLUMNS, INPUTS, matrix, numbers

PROJECT = Path(__file__).parents[4]


def named(frame, name):
    return matrix(numbers(frame), [name])[:, 0]


def test_every_input_reads_only_the_columns_it_names(features):
    given = numbers(features)
    for kind in INPUTS:
        values = kind.of({column: given[column] for column in kind.columns})
        assert np.isfinite(values).all(), kind.name
        assert len(values) == len(features)


def test_names_are_unique():
    assert len(BY_NAME) == len(INPUTS)


def test_a_lacking_column_is_named(features):
    with pytest.raises(ValueError, match="reads return_count, which the frame does not have"):
        numbers(features.drop(columns="return_count"))


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

    assert set(COLUMNS) <= {column["name"] for column in definitions["features"]["columns"]}
