import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.identity.stitching import RECORD


@pytest.fixture(scope="module")
def groups(rows_of, stitched, personal):
    """Sets of records that are one person, and the records of visitors."""

    def call(world, shuffle=None):
        rows = rows_of(world)
        found = stitched(rows if shuffle is None else rows.sample(frac=1, random_state=shuffle), personal)
        assert not found.duplicated(RECORD).any()
        people = found.dropna(subset="component").groupby("component")["record_key"].apply(frozenset)
        return set(people), set(found.loc[found["component"].isna(), "record_key"])

    return call


def test_records_that_share_an_identifier_are_one_person(groups):
    world = {"a": "email:x phone:1", "b": "phone:1", "c": "phone:2 email:y", "d": "email:z"}
    assert groups(world) == ({frozenset("ab"), frozenset("c"), frozenset("d")}, set())


def test_sharing_goes_through_others(groups):
    world = {"a": "email:x", "b": "email:x phone:1", "c": "phone:1 email:y", "d": "email:y"}
    assert groups(world) == ({frozenset("abcd")}, set())


def test_the_same_value_of_another_type_is_another_identifier(groups):
    assert groups({"a": "email:1", "b": "phone:1"})[0] == {frozenset("a"), frozenset("b")}


def test_a_record_with_a_device_alone_follows_the_person_it_was_seen_with(groups):
    world = {"login": "device:d shop_customer_id:7", "view": "device:d", "account": "shop_customer_id:7"}
    assert groups(world) == ({frozenset(["login", "view", "account"])}, set())


def test_a_device_of_two_people_glues_nobody(groups):
    world = {"a": "device:d email:x", "b": "device:d email:y", "view": "device:d"}
    assert groups(world) == ({frozenset("a"), frozenset("b")}, {"view"})


def test_two_logins_of_one_person_make_a_device_theirs(groups):
    world = {"a": "device:d email:x", "b": "device:d email:x", "view": "device:d"}
    assert groups(world) == ({frozenset(["a", "b", "view"])}, set())


def test_a_record_with_devices_of_two_people_is_nobodys(groups):
    world = {
        "a": "device:d email:x",
        "b": "device:e email:y",
        "view": "device:d device:e",
        "look": "device:e",
    }
    assert groups(world) == ({frozenset("a"), frozenset(["b", "look"])}, {"view"})


def test_devices_without_a_person_are_visitors(groups):
    assert groups({"view": "device:d", "look": "device:d"}) == (set(), {"view", "look"})


def test_a_record_without_a_value_is_nobodys(rows_of, stitched, personal):
    rows = rows_of({"a": "email:x", "b": "email:y", "c": "email:z"})
    rows.loc[1:, "identifier_value"] = None
    found = stitched(rows, personal)
    assert found["component"].isna().tolist() == [False, True, True]


def test_no_rows_are_no_records(rows_of, stitched, personal):
    assert stitched(rows_of({}), personal).empty


items = st.sampled_from([f"{kind}:{value}" for kind in ("email", "phone", "device") for value in "123"])
worlds = st.dictionaries(
    st.sampled_from("abcdefgh"), st.sets(items, min_size=1, max_size=3).map(" ".join), min_size=1
)


def _share(world, one, other):
    return any(not item.startswith("device") for item in set(world[one].split()) & set(world[other].split()))


def _by_hand(world):
    """People and visitors, by joining sets until nothing joins."""
    person = {
        record: frozenset([record]) for record, items in world.items() if "email" in items or "phone" in items
    }
    joining = [(one, other) for one in person for other in person if _share(world, one, other)]
    for one, other in joining * len(world):
        together = person[one] | person[other]
        person |= dict.fromkeys(together, together)
    owners = {}
    for record in person:
        for item in world[record].split():
            owners.setdefault(item, set()).add(person[record])
    followed = {}
    for record in set(world) - set(person):
        of = [owners[item] for item in world[record].split() if len(owners.get(item, ())) == 1]
        if of and len(set.union(*of)) == 1:
            followed[record] = next(iter(of[0]))
    people = {one: set(one) for one in person.values()}
    for record, one in followed.items():
        people[one].add(record)
    return {frozenset(one) for one in people.values()}, set(world) - set(person) - set(followed)


@settings(max_examples=40, deadline=None)
@given(world=worlds, seed=st.integers(0, 99))
def test_stitching_agrees_with_joining_by_hand_in_any_order_of_rows(groups, world, seed):
    assert groups(world, shuffle=seed) == _by_hand(world)
