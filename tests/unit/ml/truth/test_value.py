"""Lifetime spend beside what was spent."""

import pandas as pd
import pytest

from ml.truth.value import value


def figures(rows, sold=((100, True),)):
    frame = pd.DataFrame(rows, columns=["lifetime_spend_amount", "true_amount", "is_whole"])
    orders = pd.DataFrame(list(sold), columns=["order_amount", "is_named"]).astype({"is_named": bool})
    return {measure.what: measure for measure in value(frame, orders)}


def test_right_sums_are_perfect():
    found = figures([(10, 10, True), (20, 20, True), (30, 30, True), (40, 40, True)])

    assert found["rank correlation"].figure == 1
    assert found["relative error"].figure == 0
    assert found["spend within 1 %"].figure == 1
    assert found["spend without a customer"].figure == 0


def test_errors_are_counted_by_size_and_by_identity():
    found = figures(
        [(50, 100, False), (100.9, 100, True), (300, 200, True), (400, 400, True)],
        [(75, True), (20, False), (5, False)],
    )

    assert found["relative error"].figure == pytest.approx((0.5 + 0.009 + 0.5 + 0) / 4, abs=1e-4)
    assert found["spend within 1 %"].figure == 0.5
    assert found["spend within 1 %, identity right"].figure == pytest.approx(2 / 3, abs=1e-4)
    assert found["spend within 1 %, identity right"].count == 3
    assert found["spend without a customer"].figure == 0.25


def test_ranks_ignore_by_how_much():
    found = figures([(1, 10, True), (2, 1000, True), (3, 1001, True), (5, 1002, True), (4, 9000, True)])

    # one pair of five swapped: 1 - 6 * 2 / (5 * 24)
    assert found["rank correlation"].figure == pytest.approx(0.9)


def test_nobody_bought():
    assert {measure.figure for measure in figures([], ()).values()} == {None}
