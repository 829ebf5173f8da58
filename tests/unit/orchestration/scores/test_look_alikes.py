"""Look-alikes of a home: which customers teach, which features may be read, what is told of a fit."""

import pytest

from orchestration.errors import HuaxiangError
from orchestration.scores import look_alikes
from orchestration.scores.look_alikes import (
    LOOK_ALIKES,
    look_alike_settings,
    readable_columns,
    seeds_of,
    training_rows,
)
from orchestration.scores.model import Figure
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

DEFINITIONS = {
    "settings": {"card_leaves_out": ["silent_count"]},
    "facts": {"orders": {"comes_from": ["shop.orders"]}, "web_events": {"comes_from": ["web.events"]}},
    "tags": [],
    "features": {
        "own": [
            {"from": "orders", "columns": [{"name": "order_count"}, {"name": "spend_amount"}]},
            {"from": "web_events", "columns": [{"name": "event_count"}, {"name": "usual_topic"}]},
        ],
        "derived": [],
        "age": [],
        "relative": [],
        "columns": [
            {"name": name, "type": kind, "name_zh": name, "description": told}
            for name, kind, told in (
                ("order_count", "bigint", "Orders"),
                ("spend_amount", "decimal(18,4)", "Spend"),
                ("event_count", "bigint", "Interactions"),
                ("bounce_rate", "double", "Share of visits of one event"),
                ("usual_topic", "string", "NPS topic"),
                ("silent_count", "bigint", "Nothing"),
                ("last_event_on", "date", "Day"),
            )
        ],
    },
    "segments": [
        {
            "key": "core",
            "name": {"zh": "核心", "en": "Core"},
            "rule": "order_count > 2",
            "seed_rule": "order_count > 2",
        },
        {"key": "other", "name": {"zh": "其他", "en": "Other"}, "rule": "true"},
    ],
}
MEMBERS = "select customer_id, order_count > 2 as core from features.fct_customer_features"


@pytest.fixture
def warehouse(store, monkeypatch):
    """Fifty customers, of whom a dozen ordered more than twice."""
    monkeypatch.setattr("orchestration.dbt.compiled", lambda name: MEMBERS)
    found = Warehouse(store.home)
    with found.open() as con:
        con.execute(
            "create schema features; create table features.fct_customer_features as select 'c' || n as"
            " customer_id, if(n < 12, 3, 1) as order_count, cast(n as decimal(18, 4)) as spend_amount, n as"
            " event_count, null as bounce_rate, 'a' as usual_topic from range(50) as numbers (n)"
        )
    return found


def test_what_may_be_read_is_numbers_and_words_told_by_their_meaning():
    found = {column.name: column for column in readable_columns(DEFINITIONS)}
    assert list(found) == ["order_count", "spend_amount", "event_count", "bounce_rate", "usual_topic"]
    assert found["bounce_rate"].written == "{:.0%}"
    assert found["usual_topic"].written == ""
    assert (found["event_count"].en, found["usual_topic"].en) == ("interactions", "NPS topic")


def test_a_seed_knows_its_size_and_what_must_not_be_read(warehouse):
    (seed,) = seeds_of(warehouse, DEFINITIONS)
    assert (seed.key, seed.size, seed.customer_count) == ("core", 12, 50)
    assert {"order_count", "spend_amount"} <= seed.leaves_out
    assert not {"event_count", "usual_topic"} & seed.leaves_out


def test_no_segment_asks(warehouse):
    assert seeds_of(warehouse, DEFINITIONS | {"segments": []}) == []


def test_all_are_drawn_where_they_are_few(warehouse):
    rows = training_rows(warehouse, ["core"], readable_columns(DEFINITIONS))
    assert len(rows) == 50
    assert rows["is_drawn"].all()
    assert rows["core"].sum() == 12
    assert rows["spend_amount"].dtype == rows["order_count"].dtype == "float64"


def test_of_many_a_part_is_drawn_and_members_beside_it(warehouse, monkeypatch):
    monkeypatch.setattr(look_alikes, "_MOST_DRAWN", 20)
    monkeypatch.setattr(look_alikes, "_MOST_OF_A_SEED", 10)
    rows = training_rows(warehouse, ["core"], readable_columns(DEFINITIONS))
    assert rows["is_drawn"].sum() == 20
    assert rows.loc[~rows["is_drawn"], "core"].all()
    assert 10 <= rows["core"].sum() <= 12
    again = training_rows(warehouse, ["core"], readable_columns(DEFINITIONS))
    assert rows["customer_id"].tolist() == again["customer_id"].tolist()


def test_bands_that_are_none_name_the_file():
    with pytest.raises(HuaxiangError, match=r"settings\.yml: look_alikes"):
        look_alike_settings(business_settings() | {"look_alike_high_share": 0.5})


def test_a_card_is_told_seed_by_seed():
    told = {"auc": 0.8, "auc_interval": [0.7, 0.9], "found_high": 0.2}
    told |= {"found_medium": 0.5, "top_decile_lift": 2.5}
    seed = {"name": {"zh": "核心", "en": "Core"}, "size": 12, "customers": 50}
    refused = seed | {"is_published": False, "verdict": "Not trained: too small."}
    proven = seed | {"is_published": True, "verdict": "Published.", "figures": {"model": told}}
    card = {"seeds": {"small": refused, "core": proven | {"test": {"seed_customers": 10}}}}
    assert LOOK_ALIKES.headline_of(card) == ("core_auc", "the best single number")
    assert LOOK_ALIKES.withheld(card) == ["small: Not trained: too small."]
    assert Figure("model", "core_auc", 0.8, 0.7, 0.9) in LOOK_ALIKES.figures(card)
    small, core = LOOK_ALIKES.told(card)
    assert small.endswith("12 of 50 customers: Not trained: too small.")
    assert core.endswith("20% score as high, 50% as medium or high; lift at the top decile 2.50.")


def test_without_seeds_a_card_is_still_told():
    assert LOOK_ALIKES.headline_of({"seeds": {}}) == ("seed_auc", "the best single number")
    assert LOOK_ALIKES.told({"seeds": {}}) == []
