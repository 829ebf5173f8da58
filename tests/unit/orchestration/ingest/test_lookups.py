"""Columns from other objects of the source, and several extracts of one table."""

import pytest

from orchestration.errors import HuaxiangError

CUSTOMERS = "shop.customers"


@pytest.fixture
def shop(desk):
    """People, where they live by number of address, and addresses with the number of their region."""
    desk.objects = {
        "people": {"files": "people*.csv"},
        "homes": {"files": "homes*.csv"},
        "places": {"files": "places.csv", "full_snapshot": True},
    }
    desk.tables = {
        CUSTOMERS: {
            "from": "people",
            "lookup": {"homes": {"person": "id"}, "places": {"place": "homes.place"}},
            "columns": {"customer_id": "id", "full_name": "name", "city": "places.city"},
        }
    }
    desk.put("people.csv", "id,name\n3,C\n1,A\n2,B\n")
    desk.put("homes.csv", "person,place\n1,P7\n2,P8\n9,P7\n")
    desk.put("places.csv", "place,city\nP7,Oslo\nP8,Bergen\n")
    return desk


def _cities(desk):
    return dict(desk.rows(CUSTOMERS, "customer_id, city"))


def test_a_record_is_completed_from_other_objects(shop):
    assert not shop.pull().problems
    assert _cities(shop) == {"3": None, "1": "Oslo", "2": "Bergen"}
    (load,) = shop.loads()
    assert (load.parsed, load.landed) == (3, 3)
    assert [row for (row,) in shop.rows(CUSTOMERS, "_row")] == [1, 2, 3]


def test_what_changes_there_changes_the_record(shop):
    shop.pull()
    shop.put("places.csv", "place,city\nP7,Trondheim\n")
    pulled = shop.pull()
    assert len(pulled.loads) == 1
    assert _cities(shop) == {"3": None, "1": "Trondheim", "2": None}
    assert not shop.pull().loads


def test_of_several_rows_of_a_key_the_newest_counts_and_none_is_doubled(shop):
    shop.put("homes_2.csv", "person,place\n1,P7\n1,P8\n")
    shop.pull()
    assert _cities(shop) == {"3": None, "1": "Bergen", "2": "Bergen"}


def test_without_the_other_object_the_table_waits(shop):
    (shop.folder / "places.csv").unlink()
    problems = shop.pull().problems
    assert "nothing has come yet of places, where `lookup` looks" in " ".join(map(str, problems))
    assert not shop.loads()
    shop.put("places.csv", "place,city\nP7,Oslo\n")
    assert not shop.pull().problems
    assert _cities(shop)["1"] == "Oslo"


def test_a_key_that_is_not_in_the_file_is_named(shop):
    shop.tables[CUSTOMERS]["lookup"]["homes"] = {"person": "person_no"}
    (problem,) = shop.pull().problems
    assert "column person_no is not in people.csv" in problem.message


def test_a_column_that_is_not_there_is_named(shop):
    shop.tables[CUSTOMERS]["columns"]["city"] = "places.town"
    (problem,) = shop.pull().problems
    assert "city: `places.town` fails" in problem.message


def test_a_lookup_of_no_object_is_refused(shop):
    shop.tables[CUSTOMERS]["lookup"]["cities"] = {"place": "homes.place"}
    with pytest.raises(HuaxiangError, match="`lookup: cities` names no object. Known: people, homes, places"):
        shop.pull()


TRAITS = "crm.contact_traits"


def _trait(name):
    return {
        "name": name,
        "from": "people",
        "columns": {"contact_id": "id", "trait_key": f"'{name}'", "trait_value": name},
    }


@pytest.fixture
def traits(desk):
    """Wide rows, of which each column becomes traits, and a second file of traits."""
    desk.objects = {"people": {"files": "people.csv", "full_snapshot": True}, "more": {"files": "more*.csv"}}
    more = {"from": "more", "columns": {"contact_id": "who", "trait_key": "what", "trait_value": "said"}}
    desk.tables = {TRAITS: [_trait("taste"), _trait("style"), more]}
    desk.put("people.csv", "id,taste,style\n1,sweet,plain\n2,hot,\n")
    desk.put("more.csv", "who,what,said\n1,pet,cat\n")
    return desk


def _traits(desk):
    return sorted(desk.rows(TRAITS, "contact_id || ' ' || trait_key || ' ' || coalesce(trait_value, '-')"))


def test_a_table_may_have_several_extracts(traits):
    assert not traits.pull().problems
    assert _traits(traits) == [
        ("1 pet cat",),
        ("1 style plain",),
        ("1 taste sweet",),
        ("2 style -",),
        ("2 taste hot",),
    ]
    assert {load.extract: load.landed for load in traits.loads()} == {"taste": 2, "style": 2, "more": 1}


def test_a_snapshot_replaces_what_its_own_extract_had(traits):
    traits.pull()
    traits.put("people.csv", "id,taste,style\n2,mild,bold\n")
    traits.pull()
    assert _traits(traits) == [("1 pet cat",), ("2 style bold",), ("2 taste mild",)]
    assert not traits.pull().loads


def test_an_extract_that_is_taken_out_is_no_longer_read(traits):
    traits.pull()
    traits.tables[TRAITS] = traits.tables[TRAITS][1:]
    traits.pull()
    assert _traits(traits) == [("1 pet cat",), ("1 style plain",), ("2 style -",)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"name": "taste"}, "two extracts are named 'taste'. Give each its own `name`", id="twice"
        ),
        pytest.param({"ids_of": {"contact_id": "sample"}}, "must say the same `ids_of`", id="ids-of"),
        pytest.param({"name": "My traits"}, "'My traits' is not a name", id="no-name"),
    ],
)
def test_extracts_that_cannot_be_told_apart_are_refused(traits, change, message):
    traits.tables[TRAITS][1] |= change
    with pytest.raises(HuaxiangError, match=message):
        traits.pull()


def test_traits_of_one_record_are_named_side_by_side(traits):
    traits.tables[TRAITS] = {
        "from": "people",
        "columns": {"contact_id": "id"},
        "traits": {"taste": "taste", "look": "upper(style)"},
    }
    assert not traits.pull().problems
    assert _traits(traits) == [("1 look PLAIN",), ("1 taste sweet",), ("2 taste hot",)]
    assert {load.extract: load.left_out for load in traits.loads()} == {
        "people_taste": {},
        "people_look": {"no_value": 1},
    }


def test_traits_of_a_table_that_has_none_are_refused(shop):
    shop.tables[CUSTOMERS]["traits"] = {"taste": "name"}
    with pytest.raises(HuaxiangError, match="unknown contract column trait_key, trait_value"):
        shop.pull()
