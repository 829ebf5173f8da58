"""Whole loads: per check a load that trips it and one that does not."""

from dataclasses import replace

import pytest

from expectations.loads import ColumnFigures, LoadFigures, Thresholds, checks_of, judged, stability_index

THRESHOLDS = Thresholds(
    least_rows=100,
    least_loads=4,
    most_loads=20,
    row_count_share=0.5,
    row_count_deviations=6,
    most_null_share=1.0,
    null_share_change=0.1,
    new_value_share=0.02,
    stability_index=0.25,
    quantile_shift=0.25,
    most_categories=50,
    null_shares={"currency_code": 0.1},
)
CHANNEL = ColumnFigures(0, categories={"web": 600, "app": 300, "store": 100})
PRICE = ColumnFigures(0, quantiles=(10.0, 20.0, 50.0, 80.0, 110.0))


def load(rows=1000, **columns):
    return LoadFigures(rows, columns)


def failed(here, earlier, thresholds=THRESHOLDS):
    return [check.name for check in judged(checks_of(here, earlier, thresholds)) if not check.passed]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(500, [], id="half-is-the-edge"),
        pytest.param(499, ["row_count"], id="less-than-half"),
        pytest.param(1500, [], id="half-more-is-the-edge"),
        pytest.param(1501, ["row_count"], id="more"),
    ],
)
def test_rows_against_the_load_before(rows, expected):
    assert failed(load(rows), [load(1000)]) == expected


def test_loads_that_vary_may_vary():
    wild = [load(rows) for rows in (200, 1000, 1900, 400, 1500)]
    assert failed(load(4000), wild) == []
    assert failed(load(4000), [load(1000)] * 5) == ["row_count"]


def test_a_small_load_is_not_judged_unless_it_used_to_be_large():
    few = load(8, channel=replace(CHANNEL, nulls=8))
    assert failed(few, [load(20, channel=CHANNEL)]) == []
    assert failed(few, [load(1000, channel=CHANNEL)]) == ["row_count"]
    assert failed(load(0), [load(1000)]) == ["row_count"]


@pytest.mark.parametrize(("nulls", "expected"), [(100, []), (101, ["most_null_share"])])
def test_nulls_against_a_stated_maximum_from_the_first_load_on(nulls, expected):
    assert failed(load(1000, currency_code=ColumnFigures(nulls)), []) == expected


@pytest.mark.parametrize(
    ("nulls", "expected"),
    [
        pytest.param(150, [], id="on-the-edge"),
        pytest.param(151, ["null_share"], id="emptied"),
        pytest.param(0, [], id="filled"),
    ],
)
def test_nulls_against_the_loads_before(nulls, expected):
    earlier = [load(1000, city=ColumnFigures(50))]
    assert failed(load(1000, city=ColumnFigures(nulls)), earlier) == expected


def test_a_column_no_earlier_load_had_is_not_compared():
    assert failed(load(1000, city=ColumnFigures(900)), [load(1000)]) == []


@pytest.mark.parametrize(("count", "expected"), [(20, []), (21, ["new_values"])])
def test_categories_no_earlier_load_had(count, expected):
    here = load(channel=ColumnFigures(0, categories={"web": 600, "app": 400 - count, "kiosk": count}))
    earlier = [load(channel=ColumnFigures(0, categories={"web": 600, "app": 400}))]
    checks = judged(checks_of(here, earlier, THRESHOLDS))
    assert [check.name for check in checks if not check.passed] == expected
    (found,) = [check for check in checks if check.name == "new_values"]
    assert (found.new_values, found.observed) == (("kiosk",), count / 1000)


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        pytest.param({"web": 550, "app": 340, "store": 110}, [], id="about-the-same"),
        pytest.param({"web": 100, "app": 300, "store": 600}, ["stability_index"], id="turned-round"),
    ],
)
def test_shares_of_categories(categories, expected):
    here = load(channel=ColumnFigures(0, categories=categories))
    assert failed(here, [load(channel=CHANNEL)]) == expected


def test_stability_index_is_the_formula():
    # (0.7 − 0.5) ln(0.7 / 0.5) + (0.3 − 0.5) ln(0.3 / 0.5), but for the half rows
    assert stability_index({"a": 70000, "b": 30000}, {"a": 50000, "b": 50000}) == pytest.approx(
        0.16946, abs=1e-4
    )
    assert stability_index({"a": 7}, {"a": 3}) == 0


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        pytest.param(1.2, [], id="prices-rise"),
        pytest.param(100, ["quantile_shift"], id="cents-for-yuan"),
        pytest.param(0.01, ["quantile_shift"], id="yuan-for-cents"),
    ],
)
def test_quartiles_of_numbers(factor, expected):
    here = load(unit_price=replace(PRICE, quantiles=tuple(value * factor for value in PRICE.quantiles)))
    assert failed(here, [load(unit_price=PRICE)]) == expected


def test_a_column_that_is_empty_now_is_no_drift():
    empty = load(unit_price=ColumnFigures(1000), channel=ColumnFigures(1000, categories={}))
    assert failed(empty, [load(unit_price=PRICE, channel=CHANNEL)]) == ["null_share", "null_share"]


def test_new_values_stay_out_of_logs():
    (check,) = [
        check
        for check in checks_of(
            load(channel=ColumnFigures(0, categories={"Ms Wang": 1000})), [load(channel=CHANNEL)], THRESHOLDS
        )
        if check.name == "new_values"
    ]
    assert "Wang" not in repr(check)
