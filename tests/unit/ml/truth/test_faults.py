import pandas as pd

from ml.truth.faults import fault_kinds

PLACE = {"source_system": "shop", "object": "orders", "part": 1}


def faults(*rows):
    names = ["case", "fate", "column", "row", "copy_of"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(contract_table="shop.orders", **PLACE)


def fates(*rows):
    return pd.DataFrame(rows, columns=["row", "fate", "column"]).assign(**PLACE)


def figures(injected, happened):
    return {
        (kind.case, kind.fate): (kind.injected, kind.caught, kind.missed, kind.false_alarms)
        for kind in fault_kinds(injected, happened)
    }


def test_a_fault_is_caught_by_its_own_fate_in_its_own_column():
    injected = faults(
        ("absurd_age", "flagged", "birth_on", 1, 1),
        ("absurd_age", "flagged", "birth_on", 2, 2),
        ("absurd_age", "flagged", "birth_on", 3, 3),
    )
    happened = fates((1, "flagged", "birth_on"), (2, "flagged", "gender"), (3, "rejected", "birth_on"))

    assert figures(injected, happened) == {("absurd_age", "flagged"): (3, 1, 2, 0)}


def test_of_a_copy_and_its_original_either_may_go():
    injected = faults(("repeat", "merged", "", 9, 1), ("repeat", "merged", "", 10, 2))
    happened = fates((9, "merged", ""), (2, "merged", ""))

    assert figures(injected, happened) == {("repeat", "merged"): (2, 2, 0, 0)}


def test_what_should_land_is_not_touched():
    injected = faults(("no_order", "landed", "", 1, 1), ("no_order", "landed", "", 2, 2))

    assert figures(injected, fates((2, "rejected", "order_id"))) == {("no_order", "landed"): (2, 1, 1, 0)}


def test_what_is_held_back_without_a_fault_is_a_false_alarm():
    injected = faults(("absurd_age", "flagged", "birth_on", 1, 1))
    happened = fates(
        (1, "flagged", "birth_on"), (5, "rejected", "order_id"), (6, "repaired", "phone"), (7, "left_out", "")
    )

    assert figures(injected, happened) == {
        ("absurd_age", "flagged"): (1, 1, 0, 0),
        ("", "rejected"): (0, 0, 0, 1),
    }
