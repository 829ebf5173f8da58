"""Ids that stay: what a customer is called through merges, splits and lost ledgers."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.identity.ledger import ENTRY
from ml.identity.naming import mint

ONE = {"a": "email:x", "b": "email:y"}
MERGED = {"a": "email:x phone:1", "b": "email:y phone:1"}


def _hash(*parts):
    return hashlib.sha256("\x1f".join(["shop", "shop.customers", *parts]).encode()).hexdigest()[:24]


def test_a_new_customer_is_called_by_its_smallest_record(chronicle):
    assert chronicle.run({"b": "email:x", "a": "email:x", "c": "email:y"}) == {
        "a": _hash("a"),
        "b": _hash("a"),
        "c": _hash("c"),
    }


def test_visitors_have_no_name(chronicle):
    assert chronicle.run({"a": "device:d"}) == {"a": None}


def test_the_id_stays_when_a_smaller_record_joins(chronicle):
    chronicle.run({"b": "email:x"})
    assert chronicle.run({"b": "email:x", "a": "email:x"}) == {"a": _hash("b"), "b": _hash("b")}


def test_a_merge_keeps_the_id_most_records_had(chronicle):
    chronicle.run({"a": "email:x", "b": "email:y", "c": "email:y"})
    merged = chronicle.run({"a": "email:x phone:1", "b": "email:y", "c": "email:y phone:1"})
    assert set(merged.values()) == {_hash("b")}


def test_a_merge_of_equals_keeps_the_oldest_id(chronicle):
    chronicle.run({"b": "email:y"})
    chronicle.run({"a": "email:x", "b": "email:y"})
    assert set(chronicle.run(MERGED).values()) == {_hash("b")}


def test_a_merge_of_equally_old_equals_keeps_the_smallest_id(chronicle):
    chronicle.ledger = pd.DataFrame(
        [
            (1, "minted", "shop", "shop.customers", record, name, None)
            for record, name in (("a", "9"), ("b", "5"))
        ],
        columns=["entry_sequence", *ENTRY],
    )
    assert set(chronicle.run(MERGED).values()) == {"5"}


@pytest.mark.parametrize("first", ["a", "b"])
def test_a_split_after_a_merge_gives_every_id_back(chronicle, first):
    chronicle.run({first: ONE[first]})
    before = chronicle.run(ONE)
    chronicle.run(MERGED)
    assert chronicle.run(ONE) == before


def test_an_id_is_given_back_though_it_was_minted_for_a_record_that_is_not_the_smallest(chronicle):
    """The ids come from b and c; later a joins c. Merged and split, the id of c must come back."""
    chronicle.run({"b": "email:x", "b2": "email:x", "b3": "email:x", "c": "email:y"})
    world = {"b": "email:x", "b2": "email:x", "b3": "email:x", "c": "email:y", "a": "email:y"}
    before = chronicle.run(world)
    assert before["a"] == _hash("c")
    assert set(chronicle.run(world | {"a": "email:y email:x"}).values()) == {_hash("b")}
    assert chronicle.run(world) == before


def test_nested_merges_come_apart_again(chronicle):
    alone = {"p": "email:p", "q": "email:q", "r": "email:r", "s": "email:s", "s2": "email:s", "s3": "email:s"}
    pair = alone | {"q": "email:q email:p"}
    triple = pair | {"r": "email:r email:p"}
    whole = triple | {"s": "email:s email:p"}
    worlds = [alone, pair, triple, whole]
    names = [chronicle.run(world) for world in worlds]
    assert [chronicle.run(world) for world in (triple, pair, alone)] == names[2::-1]
    chronicle.run(whole)
    assert chronicle.run(alone) == names[0]


def test_the_new_part_of_a_split_gets_another_id_also_when_its_hash_is_taken(chronicle):
    """a and b were always one, called by a; split, b's part is the larger and keeps the id."""
    world = {"a": "email:x", "b": "email:x", "c": "email:x"}
    chronicle.run(world)
    split = chronicle.run({"a": "email:y", "b": "email:x", "c": "email:x"})
    assert split == {"a": _hash("a", "1"), "b": _hash("a"), "c": _hash("a")}


def test_a_customer_of_whom_one_record_is_left_keeps_the_id(chronicle):
    chronicle.run(ONE)
    merged = chronicle.run(MERGED)
    assert chronicle.run({"b": MERGED["b"]}) == {"b": merged["b"]}


def test_a_record_that_comes_back_gets_its_id_back(chronicle):
    chronicle.run({"b": "email:x"})
    before = chronicle.run({"b": "email:x", "a": "email:x"})
    chronicle.run({"z": "email:z"})
    assert chronicle.run({"z": "email:z", "b": "email:x", "a": "email:x"}) == before | {"z": _hash("z")}


def test_without_its_ledger_an_unchanged_world_gets_the_same_ids(new_chronicle):
    world = {"a": "email:x phone:1", "b": "phone:1", "c": "email:z", "d": "device:d"}
    assert new_chronicle().run(world) == new_chronicle().run(world)


def test_minting_never_gives_an_id_that_is_taken():
    records = [("shop", "shop.customers", "a"), ("shop", "shop.customers", "a")]
    taken = {_hash("a")}
    assert mint(records, taken) == [_hash("a", "1"), _hash("a", "2")]
    assert len(taken) == 3


records = st.sampled_from("abcdef")
items = st.sampled_from(["email:1", "email:2", "phone:1", "phone:2", "device:1"])
worlds = st.dictionaries(records, st.sets(items, min_size=1, max_size=2).map(" ".join), min_size=1)
histories = st.lists(worlds, min_size=1, max_size=4)


@settings(max_examples=10, deadline=None)
@given(history=histories)
def test_an_id_belongs_to_one_customer_and_a_customer_has_one_id(
    new_chronicle, rows_of, stitched, personal, history
):
    chronicle = new_chronicle()
    for world in history:
        named = pd.Series(chronicle.run(world)).rename_axis("record_key").rename("customer_id").reset_index()
        both = stitched(rows_of(world), personal).merge(named, on="record_key")
        assert both["component"].isna().equals(both["customer_id"].isna())
        pairs = both.dropna().drop_duplicates(["component", "customer_id"])
        assert not pairs["component"].duplicated().any()
        assert not pairs["customer_id"].duplicated().any()


@settings(max_examples=10, deadline=None)
@given(history=histories, links=st.lists(st.tuples(records, records), min_size=1, max_size=3))
def test_whatever_was_before_a_merge_taken_back_is_as_if_it_had_never_been(new_chronicle, history, links):
    chronicle = new_chronicle()
    for world in history:
        before = chronicle.run(world)
    merged = dict(world)
    for number, pair in enumerate(links):
        for record in pair:
            if before.get(record):
                merged[record] += f" email:link{number}"
    chronicle.run(merged)
    assert chronicle.run(world) == before
