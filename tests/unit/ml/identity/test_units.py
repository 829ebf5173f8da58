"""Exact stitching with guards: who is taken for one person, who is kept apart, and why."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.identity.evidence import number
from ml.identity.rules import IdentifierRule, Rules
from ml.identity.stitching import IDENTIFIER, RECORD
from ml.identity.units import find_units

RULES = Rules(
    {
        "unionid": IdentifierRule(True, is_unique=True, one_per="person"),
        "shop": IdentifierRule(True, is_unique=True, key_of="accounts", most_people=3),
        "email": IdentifierRule(True, most_people=3),
        "phone": IdentifierRule(True, most_people=3),
        "device": IdentifierRule(False),
    },
    registers=("contacts", "accounts"),
    most_registrations=4,
)
NOBODY = np.empty((0, 2), dtype=int)


def stitch(world, linked=(), never=(), shuffle=None, rules=RULES):
    """Sets of records that are one unit, and the vetoes as reason and pair, of {"name": "Full Name | items"}.

    A record is `table/key`; one without a table is of the table `contacts`.
    """
    rows, persons = [], []
    for record, told in world.items():
        name, _, items = told.rpartition("|")
        table, _, key = record.rpartition("/")
        whose = ("s", table or "contacts", key)
        persons.append((*whose, name.strip() or None, None, None))
        rows += [(*whose, *item.split(":")) for item in items.split()]
    identifiers = pd.DataFrame(rows, columns=[*RECORD, *IDENTIFIER]).astype("str")
    people = pd.DataFrame(persons, columns=[*RECORD, "full_name", "gender", "birth_text"]).astype("str")
    if shuffle is not None:
        identifiers = identifiers.sample(frac=1, random_state=shuffle)
    with duckdb.connect() as con:
        con.register("identifiers", identifiers)
        con.register("people", people)
        evidence = number(con, "identifiers", "people")
        keys = con.execute("select record_key from numbered_records order by record").fetchnumpy()
        names = keys["record_key"].tolist()
        pairs = [
            np.array([[names.index(one) for one in pair] for pair in decided], dtype=int).reshape(-1, 2)
            for decided in (linked, never)
        ]
        found = find_units(con, evidence, rules, np.array([], dtype=int), *pairs)
    units = pd.Series(names).groupby(found.unit).apply(frozenset)
    vetoes = {(veto.reason, names[veto.first], names[veto.second]) for veto in found.vetoes.itertuples()}
    return set(units[units.index >= 0]), vetoes, sorted(found.excluded["reason"])


def sets(*texts):
    return {frozenset(text.split()) for text in texts}


def test_records_that_share_an_identifier_are_one_unit():
    world = {"a": "Li Na | email:x phone:1", "b": "| phone:1", "c": "| phone:2", "v": "| device:d"}
    assert stitch(world) == (sets("a b", "c"), set(), [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("王秀英", "王秀瑛", id="homophone"),
        pytest.param("王秀英", "Wang Xiuying", id="pinyin"),
        pytest.param("Wang Fang", "Fang Wang", id="swapped"),
        pytest.param("王芳", "王", id="surname-alone"),
        pytest.param("J Smith", "John Smith", id="initial"),
        pytest.param("Sofia Müller", "Sofia Mulelr", id="letters-swapped"),
    ],
)
def test_one_person_under_two_spellings_is_one(one, other):
    assert stitch({"a": f"{one} | phone:1", "b": f"{other} | phone:1"})[0] == sets("a b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("李秀兰", "李浩然", id="mother-and-son"),
        pytest.param("James Smith", "Mary Smith", id="couple"),
        pytest.param("王强", "陈静", id="recycled-number"),
    ],
)
def test_a_phone_alone_does_not_join_people_of_other_names(one, other):
    apart, vetoes, _ = stitch({"a": f"{one} | phone:1", "b": f"{other} | phone:1"})
    assert (apart, vetoes) == (sets("a", "b"), {("unlike_people", "a", "b")})


def test_phone_and_email_together_join_whatever_the_names():
    assert stitch({"a": "李秀兰 | phone:1 email:x", "b": "花开富贵 | phone:1 email:x"})[0] == sets("a b")


def test_orders_follow_their_account_where_a_family_shares_the_phone():
    world = {
        "accounts/a": "李秀兰 | shop:1 phone:1",
        "accounts/b": "李浩然 | shop:2 phone:1",
        "orders/o": "| shop:2 phone:1",
        "orders/guest": "| phone:1",
    }
    assert stitch(world)[0] == sets("a", "b o", "guest")


def test_a_guest_between_two_people_joins_one_of_them_and_never_both():
    world = {"a": "李秀兰 | phone:1", "b": "陈静 | email:x", "orders/o": "| phone:1 email:x"}
    apart, vetoes, _ = stitch(world)
    assert len(apart) == 2
    assert [veto[0] for veto in vetoes] == ["unlike_people"]


def test_nobody_has_two_unionids():
    world = {"a": "李秀兰 | unionid:u phone:1", "b": "李秀兰 | unionid:w phone:1"}
    assert stitch(world)[:2] == (sets("a", "b"), {("two_values", "a", "b")})


def test_of_two_that_claim_an_account_its_own_record_has_it():
    world = {"a": "| unionid:u shop:1", "accounts/b": "| unionid:w shop:1", "orders/o": "| shop:1"}
    assert stitch(world)[0] == sets("a", "b o")


def test_a_call_centres_phone_joins_nobody():
    names = ["李秀兰", "陈静", "王强", "赵建国", "赵建国"]
    world = {str(place): f"{name} | phone:1" for place, name in enumerate(names)}
    assert stitch(world) == (sets("0", "1", "2", "3", "4"), set(), ["too_many_people"])


def test_a_component_over_the_gate_falls_back_to_what_is_sure():
    world = {str(place): f"王芳 | phone:{place} phone:{place + 1}" for place in range(5)}
    world["accounts/x"] = "王芳 | shop:1"
    world["0"] += " shop:1"
    apart, vetoes, _ = stitch(world)
    assert apart == sets("0 x", "1", "2", "3", "4")
    assert {veto[0] for veto in vetoes} == {"too_large"}


def test_decisions_win_over_names_and_identifiers():
    world = {"a": "李秀兰 | phone:1", "b": "陈静 | phone:1", "c": "王芳 | email:x", "d": "王芳 | email:x"}
    assert stitch(world, linked=["ab"], never=["cd"])[0] == sets("a b", "c", "d")
    assert stitch(world, linked=["ac"])[0] == sets("a c d", "b")


def test_a_visitor_may_be_linked_to_a_person():
    assert stitch({"a": "王芳 | email:x", "v": "| device:d"}, linked=["av"])[0] == sets("a v")


def test_a_decision_to_keep_apart_splits_also_through_others():
    world = {"a": "王芳 | phone:1", "b": "王芳 | phone:1 email:x", "c": "王芳 | email:x"}
    apart, _, _ = stitch(world, never=["ac"])
    assert apart == sets("a b", "c") or apart == sets("a", "b c")


people = st.sampled_from(["李秀兰", "李浩然", "Anna Fischer", "Tom Brown", ""])
items = st.sampled_from(
    [f"{kind}:{value}" for kind in ("unionid", "email", "phone", "shop") for value in "12"]
)
worlds = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(people, st.sets(items, min_size=1, max_size=3)).map(
        lambda t: f"{t[0]} | {' '.join(sorted(t[1]))}"
    ),
    min_size=2,
)


@settings(max_examples=12, deadline=None)
@given(world=worlds, seed=st.integers(0, 99), never=st.sets(st.sampled_from(["ab", "cd", "ef"])))
def test_no_order_of_rows_changes_who_is_one_and_no_rule_is_broken(world, seed, never):
    never = [pair for pair in never if set(pair) <= world.keys()]
    found = stitch(world, never=never)
    assert found == stitch(world, never=never, shuffle=seed)
    for unit in found[0]:
        held = {item for record in unit for item in world[record].split() if item.startswith("unionid")}
        assert len(held) <= 1 or len(unit) == 1
        assert not any(set(pair) <= unit for pair in never)
        assert len(unit) <= RULES.most_registrations


@settings(max_examples=10, deadline=None)
@given(world=worlds, others=worlds)
def test_what_happens_elsewhere_changes_nobody(world, others):
    """Components that share no value are stitched as if each were alone: the ground of increments."""
    apart = {f"{record}z": told.replace(":", ":z") for record, told in others.items()}
    assert stitch(world | apart)[0] == stitch(world)[0] | stitch(apart)[0]
