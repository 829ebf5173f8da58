"""What sets personas apart: shares of those who do anything of a kind, corrected for all comparisons."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import ttest_ind

from ml.personas.differences import NOBODY, holm, of_people, of_things
from ml.personas.people import COLUMNS

THINGS = [("bought", "tea"), ("bought", "pans"), ("topic", "travel"), ("topic", "dancing")]


@pytest.fixture(scope="module")
def counts():
    return np.random.default_rng(0).poisson(1.0, (60, 4)).astype(float)


def test_shares_are_of_those_who_do_anything_of_the_kind(counts):
    counts = np.array([[3, 1, 0, 0], [1, 1, 2, 0], [0, 0, 0, 4], [0, 2, 1, 1]], dtype=float)
    labels = np.array([0, 0, 1, NOBODY])
    found = of_things(sparse.csr_array(counts), THINGS, labels, 2).set_index(["persona", "value"])
    assert found.loc[(0, "tea"), "share"] == (0.75 + 0.5) / 2
    assert found.loc[(0, "tea"), "share_of_all"] == pytest.approx((0.75 + 0.5 + 0) / 3)
    assert found.loc[(0, "tea"), "reach"] == 1
    assert found.loc[(0, "travel"), "reach"] == 0.5
    assert np.isnan(found.loc[(1, "tea"), "share"])
    assert found.loc[(1, "tea"), "reach"] == 0


def test_p_values_are_welchs_against_the_rest_times_holms_steps(counts):
    labels = np.repeat([0, 1, NOBODY], 20)
    found = of_things(sparse.csr_array(counts), THINGS, labels, 2)
    total = counts[:, :2].sum(axis=1)
    shares = counts[:, 0] / np.where(total > 0, total, np.nan)
    inside = labels == 0
    one = ttest_ind(shares[inside], shares[~inside], equal_var=False, nan_policy="omit").pvalue
    raw = found["p_value"].to_numpy()
    assert one <= found.iloc[0]["p_value"] <= 8 * one + 1e-12
    assert len(raw) == 8


def test_holm_is_stepwise_and_never_falls():
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.6, 0.9])).tolist() == [1.0, 1.0]
    assert holm(np.array([])).tolist() == []


def test_nothing_is_significant_among_people_put_anywhere():
    random = np.random.default_rng(8)
    false_alarms = sum(
        (
            of_things(
                sparse.csr_array(random.poisson(2.0, (200, 4)).astype(float)),
                THINGS,
                random.integers(0, 4, 200),
                4,
            )["p_value"]
            < 0.05
        ).any()
        for _ in range(60)
    )
    # at most one in twenty, with room for chance: of 60 at 5 %, 10 or more come once in a thousand times
    assert false_alarms < 10


def people_of(**columns):
    size = len(next(iter(columns.values())))
    empty = dict.fromkeys(COLUMNS, [np.nan] * size)
    return pd.DataFrame(empty | columns)


def test_shares_and_medians_are_of_those_of_whom_it_is_known():
    people = people_of(
        gender=["female", "female", None, "male", "male"],
        age_years=[29, 31, np.nan, 60, 44],
        spend_amount_365d=[10, 1_000, 20, 5, np.nan],
    )
    found = of_people(people, np.array([0, 0, 0, NOBODY, NOBODY]), 1).set_index("fact")
    assert found.loc["female", "value"] == 1.0
    assert found.loc["female", "value_of_all"] == 0.5
    assert found.loc["age_25_35", "value"] == 1.0
    assert found.loc["age_60_inf", "value_of_all"] == 0.25
    assert found.loc["spend_amount_365d", "value"] == 20
    assert found.loc["spend_amount_365d", "value_of_all"] == 15
    assert np.isnan(found.loc["has_child", "value"])


def test_what_is_known_of_one_alone_proves_nothing():
    people = people_of(gender=["female", None, None, "male", "male", "male"])
    found = of_people(people, np.array([0, 0, 0, NOBODY, NOBODY, NOBODY]), 1).set_index("fact")
    assert found.loc["female", "p_value"] == 1.0


def test_a_column_that_is_missing_is_named():
    with pytest.raises(ValueError, match="no column age_years, gender"):
        of_people(people_of(gender=["male"]).drop(columns=["age_years", "gender"]), np.array([0]), 1)
