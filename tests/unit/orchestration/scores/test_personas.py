"""Personas of a home: which acts count, once a day, in which part of the time; what is known of people."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ml.personas.people import FEATURES
from orchestration.errors import HuaxiangError
from orchestration.scores.personas import PERSONAS, acts_of, people, persona_settings
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse
from tests.unit.ml.personas.made_up_tastes import described, people_of

WORLD = """
create schema features;
create schema customers;
create schema ingest;
create table ingest.run_context as select date '2026-03-02' as as_of_on;
create table features.int_features__tastes (
    customer_id varchar, kind varchar, thing varchar, acted_on date, is_standing boolean
);
create table features.fct_customer_features as
select customer_id, {features} from (values ('li na'), ('wang fang')) as found (customer_id);
create table customers.dim_customers as
select * from (values
    ('li na', 'female', date '1996-03-03', 110.0), ('wang fang', null, null, null)
) as found (customer_id, gender, birth_on, purchasing_power_index);
create table customers.fct_customer_traits (customer_id varchar, trait_key varchar, trait_value varchar);
"""


@pytest.fixture
def warehouse(store):
    """Li Na and Wang Fang, of whom nothing is known yet."""
    found = Warehouse(store.home)
    with found.open() as con:
        con.execute(WORLD.format(features=", ".join(f"null::double as {name}" for name in FEATURES)))
    return found


@pytest.fixture
def settings():
    return persona_settings(business_settings())


def filled(warehouse, table, rows):
    with warehouse.open() as con:
        con.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


def acts(warehouse, settings):
    """(customer, kind, thing) → days earlier and later."""
    found = acts_of(warehouse, date(2026, 3, 2), settings)
    entries = zip(found.customer, found.thing, found.earlier, found.later, strict=True)
    return {(found.customers[c], *found.things[t]): (int(one), int(other)) for c, t, one, other in entries}


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        pytest.param(366, None, id="before-the-window"),
        pytest.param(365, (1, 0), id="the-first-day-of-the-window"),
        pytest.param(91, (1, 0), id="the-day-before-the-test"),
        pytest.param(90, (0, 1), id="the-first-day-of-the-test"),
        pytest.param(1, (0, 1), id="yesterday"),
        pytest.param(0, None, id="today-is-not-over"),
    ],
)
def test_an_act_counts_in_its_part_of_the_window(warehouse, settings, days_ago, expected):
    day = pd.Timestamp("2026-03-02") - pd.Timedelta(days=days_ago)
    filled(warehouse, "features.int_features__tastes", [("li na", "bought", "tea", day.date(), False)])

    assert acts(warehouse, settings).get(("li na", "bought", "tea")) == expected


def test_a_thing_counts_once_a_day_and_what_stands_was_always_so(warehouse, settings):
    rows = [
        ("li na", "bought", "tea", "2026-02-01", False),
        ("li na", "bought", "tea", "2026-02-01", False),
        ("li na", "bought", "tea", "2026-02-02", False),
        ("li na", "looked_at", "tea", "2026-02-01", False),
        ("wang fang", "interest", "tea", "1970-01-01", True),
        ("wang fang", "interest", "dancing", "2026-02-27", True),
        ("wang fang", "interest", "told tomorrow", "2026-03-03", True),
    ]
    filled(warehouse, "features.int_features__tastes", rows)

    assert acts(warehouse, settings) == {
        ("li na", "bought", "tea"): (0, 2),
        ("li na", "looked_at", "tea"): (0, 1),
        ("wang fang", "interest", "tea"): (1, 0),
        ("wang fang", "interest", "dancing"): (1, 0),
    }
    assert acts_of(warehouse, date(2026, 3, 2), settings).customers.tolist() == ["li na", "wang fang"]


def test_nothing_done_is_no_act(warehouse, settings):
    assert acts(warehouse, settings) == {}


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        pytest.param([], None, id="nothing-noted"),
        pytest.param([("li na", "taste", "sweet")], 0.0, id="something-else-noted"),
        pytest.param([("li na", "taste", "sweet"), ("li na", "child_age", "0")], 1.0, id="a-baby"),
        pytest.param([("li na", "children", "2")], 1.0, id="two"),
        pytest.param([("li na", "children", "0")], 0.0, id="none"),
    ],
)
def test_children_are_known_of_whom_anything_was_noted(warehouse, traits, expected):
    if traits:
        filled(warehouse, "customers.fct_customer_traits", traits)
    found = people(warehouse).loc["li na", "has_child"]

    assert found == expected if expected is not None else pd.isna(found)


def test_age_is_in_whole_years(warehouse):
    found = people(warehouse)["age_years"]

    assert found["li na"] == 29
    assert pd.isna(found["wang fang"])


@pytest.fixture
def company(warehouse):
    """The warehouse with a made-up company in it."""
    made_up, truth = people_of(size=120, others=60)
    rows = pd.DataFrame(
        {
            "customer_id": made_up.customers[made_up.customer],
            "kind": [made_up.things[thing][0] for thing in made_up.thing],
            "thing": [made_up.things[thing][1] for thing in made_up.thing],
            "earlier": made_up.earlier,
            "later": made_up.later,
        }
    )
    known = described(made_up, truth).reset_index(names="customer_id")
    ids = pd.DataFrame({"customer_id": made_up.customers})
    with warehouse.open() as con:
        for name, frame in (("entries", rows), ("known", known), ("ids", ids)):
            con.register(name, frame)
        con.execute("""
            insert into features.int_features__tastes
            select customer_id, kind, thing, date '2025-03-02' + cast(day as integer), false
            from entries, unnest(range(earlier)) as of_entry (day)
            union all
            select customer_id, kind, thing, date '2026-03-01' - cast(day as integer), false
            from entries, unnest(range(later)) as of_entry (day)
        """)
        con.execute(
            "create or replace table features.fct_customer_features as select *"
            " from ids left join known using (customer_id)"
        )
        con.execute(
            "create or replace table customers.dim_customers as select customer_id, gender,"
            " cast(null as date) as birth_on, 100 as purchasing_power_index"
            " from features.fct_customer_features"
        )
    return warehouse


def test_a_home_is_trained_scored_and_told(company, store):
    first = PERSONAS.train(company, store)
    fitted = store.fitted("personas", first.version)
    found = PERSONAS.score(fitted, None, company)

    assert first.reason == ""
    assert PERSONAS.train(company, store) == first
    for table, types in PERSONAS.tables.items():
        assert set(found[table]) >= set(types), table
    names = found["int_scores__persona_names"].set_index("persona_key")
    assert names.loc["nappies", "name_en"] == "nappies & toys · women"
    assert len(found["int_scores__personas"]) > 400
    marks = found["int_scores__persona_differences"]
    assert marks.groupby("persona_key")["place"].min().eq(1).all()
    told = PERSONAS.told(fitted.card)
    assert "personas, stability" in told[0]
    assert any("nappies & toys" in line for line in told)
    figures = {(figure.scored_by, figure.figure) for figure in PERSONAS.figures(fitted.card)}
    assert {("model", "likelihood_ratio"), (PERSONAS.headline[1], "likelihood_ratio")} <= figures


def test_afresh_seeks_personas_as_if_there_had_been_none(company, store):
    first = PERSONAS.train(company, store)
    with company.open() as con:
        con.execute("delete from features.int_features__tastes where customer_id = 'c000001'")
    second = PERSONAS.train(company, store)

    assert second.version != first.version
    assert store.card("personas", second.version)["previous_version"] == first.version
    afresh = PERSONAS.train(company, store, afresh=True)
    assert store.card("personas", afresh.version)["previous_version"] is None


def test_nobody_known_leaves_no_personas_and_the_reason(warehouse, store):
    found = PERSONAS.train(warehouse, store)

    assert found.version is None
    assert found.reason.startswith("Personas need 200 customers")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"persona_least": 11}, "persona_least is 11, persona_most 10", id="range"),
        pytest.param({"persona_test_days": 400}, "persona_test_days is 400", id="test-beyond-the-window"),
    ],
)
def test_settings_that_contradict_each_other_are_named(wrong, says):
    with pytest.raises(HuaxiangError, match=rf"definitions/settings.yml: {says}"):
        persona_settings(business_settings() | wrong)


def test_what_the_business_decided_reaches_the_model(settings):
    assert persona_settings(business_settings() | {"persona_min_acts": 8}) == replace(settings, min_acts=8)
