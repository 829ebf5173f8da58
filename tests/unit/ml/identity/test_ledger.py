"""The ledger tells every change, and adding the changes up gives who is who."""

from datetime import timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.identity.ledger import ENTRY, as_of, assignments, former_assignments, redirects


def test_a_first_run_mints(chronicle):
    chronicle.run({"a": "email:x", "b": "email:x", "v": "device:d"})
    assert chronicle.kinds == {"minted": ["a", "b"]}
    assert chronicle.last.columns.tolist() == ["entry_sequence", *ENTRY, "changed_on"]


def test_running_again_changes_nothing(chronicle):
    world = {"a": "email:x", "b": "email:x", "v": "device:d"}
    chronicle.run(world)
    chronicle.run(world)
    assert chronicle.last.empty


def test_a_new_record_of_a_known_customer_joins_and_one_of_nobody_is_minted(chronicle):
    chronicle.run({"a": "email:x"})
    chronicle.run({"a": "email:x", "b": "email:x", "c": "email:y"})
    assert chronicle.kinds == {"joined": ["b"], "minted": ["c"]}


def test_a_visitor_who_becomes_a_customer_joins(chronicle):
    chronicle.run({"a": "email:x", "v": "device:d"})
    chronicle.run({"a": "email:x", "v": "device:d email:x"})
    assert chronicle.kinds == {"joined": ["v"]}


def test_a_record_that_is_gone_or_nobodys_left(chronicle):
    chronicle.run({"a": "email:x", "b": "email:x", "c": "email:x"})
    chronicle.run({"a": "email:x", "c": "device:d"})
    assert {kind: sorted(records) for kind, records in chronicle.kinds.items()} == {"left": ["b", "c"]}


def test_a_merge_moves_records_and_redirects_the_customer_they_came_from(chronicle):
    before = chronicle.run({"a": "email:x", "a2": "email:x", "b": "email:y"})
    chronicle.run({"a": "email:x", "a2": "email:x phone:1", "b": "email:y phone:1"})
    assert chronicle.kinds == {"moved": ["b"], "redirected": [None]}
    (redirect,) = chronicle.last[chronicle.last["change_type"] == "redirected"].to_dict("records")
    assert (redirect["previous_customer_id"], redirect["customer_id"]) == (before["b"], before["a"])


def test_a_customer_whose_records_went_several_ways_is_redirected_to_where_most_went(chronicle):
    alone = {"a": "email:a", "b": "email:b", "b2": "email:b", "b3": "email:b"}
    others = {f"x{number}": "email:x" for number in range(3)} | {
        f"y{number}": "email:y" for number in range(3)
    }
    before = chronicle.run(alone | others)
    chronicle.run({"b": "email:x", "b2": "email:y", "b3": "email:y", "a": "email:a"} | others)
    (redirect,) = chronicle.last[chronicle.last["change_type"] == "redirected"].to_dict("records")
    assert (redirect["previous_customer_id"], redirect["customer_id"]) == (before["b"], before["y0"])


def test_a_customer_who_only_lost_records_is_not_redirected(chronicle):
    chronicle.run({"a": "email:x", "b": "email:y"})
    chronicle.run({"a": "email:x"})
    assert "redirected" not in chronicle.kinds


def test_former_ids_are_those_nobody_has_now(chronicle):
    before = chronicle.run({"a": "email:x", "b": "email:y"})
    merged = chronicle.run({"a": "email:x phone:1", "b": "email:y phone:1"})
    (lost,) = former_assignments(chronicle.ledger).to_dict("records")
    assert {lost["customer_id"]} == set(before.values()) - set(merged.values())
    assert (lost["minted_sequence"], lost["held_sequence"]) == (lost["held_sequence"],) * 2
    chronicle.run({"a": "email:x", "b": "email:y"})
    assert former_assignments(chronicle.ledger).empty


def test_redirects_lead_through_all_merges_to_who_is_there_now(chronicle):
    alone = {
        "a": "email:a",
        "a2": "email:a",
        "a3": "email:a",
        "b": "email:b",
        "b2": "email:b",
        "c": "email:c",
    }
    before = chronicle.run(alone)
    chronicle.run(alone | {"c": "email:c email:b"})
    merged = alone | {"c": "email:c email:b", "b": "email:b email:a"}
    chronicle.run(merged)
    led = redirects(chronicle.ledger).set_index("previous_customer_id")["customer_id"].to_dict()
    assert led == {before["b"]: before["a"], before["c"]: before["a"]}
    chronicle.run({"z": "email:z"})
    assert redirects(chronicle.ledger)["customer_id"].isna().all()
    chronicle.run(alone)
    assert redirects(chronicle.ledger).empty


def test_who_was_who_is_told_as_of_any_past_day(chronicle):
    days, told = [], []
    for world in (
        {"a": "email:x", "b": "email:y"},
        {"a": "email:x phone:1", "b": "email:y phone:1"},
        {"b": "email:y"},
    ):
        ids = chronicle.run(world)
        days.append(chronicle.ledger["changed_on"].max())
        told.append({record: name for record, name in ids.items() if name})
    for day, ids in zip(days, told, strict=True):
        assert as_of(chronicle.ledger, day).set_index("record_key")["customer_id"].to_dict() == ids
    assert as_of(chronicle.ledger, days[0] - timedelta(days=1)).empty


def test_an_empty_ledger_assigns_nothing():
    empty = pd.DataFrame(columns=["entry_sequence", *ENTRY])
    assert assignments(empty).empty
    assert former_assignments(empty).empty


records = st.sampled_from("abcdef")
items = st.sampled_from(["email:1", "email:2", "phone:1", "phone:2", "device:1"])
worlds = st.dictionaries(records, st.sets(items, min_size=1, max_size=2).map(" ".join), max_size=6)


@settings(max_examples=10, deadline=None)
@given(history=st.lists(worlds.filter(bool), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_the_changes_add_up_to_who_is_who_in_any_order_of_entries(new_chronicle, history, seed):
    chronicle = new_chronicle()
    for world in history:
        ids = chronicle.run(world)
        told = assignments(chronicle.ledger.sample(frac=1, random_state=seed))
        assert told.set_index("record_key")["customer_id"].to_dict() == {
            record: name for record, name in ids.items() if name
        }
        assert chronicle.ledger["entry_sequence"].tolist() == list(range(1, len(chronicle.ledger) + 1))
    chronicle.run(history[-1])
    assert chronicle.last.empty
