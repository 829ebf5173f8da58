"""Who is who, on records one can count by hand."""

import pandas as pd
import pytest

from ml.truth.identity import identity

PAIRS, REGISTERS = "pairs of records", "pairs of CRM and shop registrations"


def figures(*rows):
    columns = ["person_id", "customer_id", "record_count", "register_count"]
    return {measure.what: measure for measure in identity(pd.DataFrame(list(rows), columns=columns))}


def test_everybody_apart_is_perfect():
    found = figures(("ann", "a", 5, 2), ("bo", "b", 1, 1))

    assert {what: measure.figure for what, measure in found.items()} == dict.fromkeys(found, 1.0)
    assert found[f"precision, {PAIRS}"].count == 10
    assert found["customers that are one person"].count == 2


def test_a_customer_of_two_people_costs_precision_only():
    found = figures(("ann", "a", 3, 1), ("bo", "a", 2, 1))

    # 3 + 1 of the 10 pairs are of one person
    assert found[f"precision, {PAIRS}"].figure == pytest.approx(0.4)
    assert found[f"recall, {PAIRS}"].figure == 1
    assert found[f"precision, {REGISTERS}"].figure == 0
    assert found[f"recall, {REGISTERS}"].figure is None
    assert found["customers that are one person"].figure == 0
    assert found["persons that are one customer"].figure == 1


def test_a_scattered_person_costs_recall_only():
    found = figures(("ann", "a", 3, 2), ("ann", "b", 1, 1), ("bo", "c", 2, 2))

    # of 6 pairs of ann 3 are together, and the one of bo
    assert found[f"recall, {PAIRS}"].figure == pytest.approx(4 / 7, abs=1e-4)
    assert found[f"precision, {PAIRS}"].figure == 1
    assert found["persons that are one customer"].figure == 0.5
    assert found["customers that are one person"].figure == 1


def test_records_without_a_customer_are_counted_apart():
    found = figures(("ann", "a", 3, 2), ("ann", None, 1, 0), ("bo", None, 4, 0))

    assert found["records with a customer"].figure == pytest.approx(3 / 8)
    assert found[f"recall, {PAIRS}"].figure == 1
    assert found["persons that are one customer"].count == 1


def test_the_interval_holds_the_figure_and_narrows_with_people():
    few = figures(("ann", "a", 3, 1), ("bo", "a", 2, 1), ("cy", "c", 4, 2))
    many = figures(
        *((f"{name}{n}", f"{customer}{n}", 3, 2) for n in range(50) for name, customer in ("ax", "bx", "cy"))
    )
    widths = []
    for found in (few, many):
        measure = found[f"precision, {PAIRS}"]
        low, high = measure.interval
        assert 0 <= low < measure.figure < high <= 1
        widths.append(high - low)

    assert widths[1] < widths[0] / 3
