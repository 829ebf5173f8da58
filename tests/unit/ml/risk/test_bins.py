"""Bins whose risk goes one way."""

import numpy as np
import pytest

from ml.risk.bins import bins_of


def made_up(rule, seed=1, size=20_000):
    random = np.random.default_rng(seed)
    numbers = random.uniform(0, 10, size)
    return numbers, (random.random(size) < rule(numbers)).astype("int64")


@pytest.mark.parametrize(
    ("rule", "sign"),
    [
        pytest.param(lambda numbers: 0.05 + 0.03 * numbers, 1, id="rises"),
        pytest.param(lambda numbers: 0.40 - 0.03 * numbers, -1, id="falls"),
    ],
)
def test_evidence_goes_the_way_of_the_risk(rule, sign):
    bins = bins_of(*made_up(rule))

    assert len(bins.edges) >= 4
    assert (sign * np.diff(bins.evidence[1:]) > 0).all()
    assert bins.count.sum() == 20_000
    assert (bins.count[1:] >= 0.05 * 20_000).all()


def test_without_any_risk_in_it_the_evidence_is_next_to_nothing():
    bins = bins_of(*made_up(lambda numbers: np.full(len(numbers), 0.2)))

    assert np.abs(bins.evidence).max() < 0.2


def test_a_number_on_an_edge_belongs_below_it_and_unknown_is_apart():
    numbers, happened = made_up(lambda numbers: 0.05 + 0.03 * numbers)
    numbers[:4000] = -1.0
    happened[:4000] = 1
    bins = bins_of(numbers, happened)
    edge = bins.edges[0]

    assert bins.place(np.array([-1.0, 0.0, edge, edge + 1e-9, 99.0])).tolist() == [
        0,
        1,
        1,
        2,
        len(bins.edges) + 1,
    ]
    assert bins.count[0] == 4000
    assert bins.evidence[0] > bins.evidence[1:].max()


def test_a_bin_where_it_never_happened_stays_finite():
    numbers = np.repeat([0.0, 1.0], 500)
    bins = bins_of(numbers, np.r_[np.zeros(500), np.ones(500)].astype("int64"))

    assert np.isfinite(bins.evidence).all()
    assert bins.evidence[2] > 2 > -2 > bins.evidence[1]


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_a_number_that_is_always_the_same_says_nothing(value):
    bins = bins_of(np.full(100, value), np.arange(100) % 2)

    assert len(bins.edges) == 0
    assert bins.of(np.array([value, 5.0])) == pytest.approx([0.0, 0.0])
