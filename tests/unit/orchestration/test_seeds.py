"""Segments as seeds: their rules without tags and stages, and what must not be read to seek look-alikes."""

from copy import deepcopy

import duckdb
import pytest

from orchestration.compose import checked
from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.seeds import left_out, spell_out
from orchestration.settings import DBT_PROJECT_DIR

DEFINED = checked(DBT_PROJECT_DIR)
SEEDS = {segment["key"]: segment for segment in DEFINED["segments"] if "seed_rule" in segment}


def spelled_out(rule: str, tags=()) -> tuple[str, Problems]:
    """The seed's rule by the project's own features and stages and some made-up tags."""
    definitions = deepcopy(DEFINED)
    segment = Mapping()
    segment |= {"key": "made_up", "rule": rule, "look_alikes": True}
    segment.what, segment.places = "segment made_up", {"look_alikes": Place("segments.yml", 1)}
    definitions |= {"segments": [segment], "tags": [*definitions["tags"], *tags]}
    problems = Problems()
    spell_out(definitions, problems)
    return segment["seed_rule"], problems


def holds(rule: str, **row) -> bool:
    columns = ", ".join(f"{value} as {name}" for name, value in row.items())
    with duckdb.connect() as con:
        return con.execute(f"select coalesce({rule}, false) from (select {columns})").fetchone()[0]


def tag(key, rule, **more):
    return {"key": key, "rule": rule, "source": "rule", "null_policy": "not_held"} | more


def test_tags_over_tags_stand_by_what_they_mean():
    tags = [tag("often", "order_count > 2"), tag("often_or_much", "often or lifetime_spend_amount > 9")]
    rule, problems = spelled_out("not often_or_much", tags)
    assert not problems
    assert holds(rule, order_count=2, lifetime_spend_amount=9)
    assert holds(rule, order_count="null", lifetime_spend_amount="null")
    assert not holds(rule, order_count=3, lifetime_spend_amount=0)


def test_a_tag_whose_rule_has_no_answer_is_not_held():
    tags = [tag("often", "order_count > 2", unknown_when="event_count = 0")]
    rule, _ = spelled_out("often", tags)
    assert holds(rule, order_count=3, event_count=1)
    assert not holds(rule, order_count=3, event_count=0)


@pytest.mark.parametrize(("days", "is_lost"), [(180, False), (181, True)])
def test_a_stage_stands_by_its_rules(days, is_lost):
    rule, _ = spelled_out("lifecycle_stage = 'lost'")
    others = (
        "cart_count_30d",
        "form_count_30d",
        "download_count_30d",
        "view_count_30d",
        "purchase_cycle_days",
    )
    others += ("radar_click_count_30d", "open_opportunity_count", "complaint_count_90d", "order_count_30d")
    others += ("event_count_30d", "event_count_90d", "unsubscribe_count_90d", "latest_order_gap_days")
    others += ("days_since_first_order", "order_day_count", "order_count_365d")
    row = dict.fromkeys(others, "null") | {"order_count": 1, "days_since_last_order": days}
    assert holds(rule, **row) is is_lost


@pytest.mark.parametrize(
    ("rule", "tags", "named"),
    [
        ("churn_risk = 'high'", [], "churn_risk"),
        ("look_alike_of is null", [], "look_alike_of"),
        ("picked", [tag("picked", "true", source="manual")], "picked"),
        ("kept", [tag("kept", "order_count > 1", null_policy="keep_last")], "kept"),
        ("contains(traits, ',a=b,')", [], "traits"),
    ],
    ids=["a model", "look-alikes themselves", "people", "a run before", "open traits"],
)
def test_what_is_not_known_before_cannot_make_a_seed(rule, tags, named):
    _, problems = spelled_out(rule, tags)
    ((_, told),) = problems
    assert f"its rule goes by {named};" in told


@pytest.mark.parametrize("key", SEEDS)
def test_a_seed_leaves_out_what_its_rule_reads_through_tags_and_stages(key):
    found = left_out(SEEDS[key], DEFINED)
    assert {
        "core_customers": {
            "order_count",
            "days_since_last_order",
            "purchase_cycle_days",
            "complaint_count_90d",
        },
        "loyal_customers": {"order_day_count", "satisfaction_score_365d", "nps_score"},
        "ambassadors": {"referral_count", "nps_score", "group_message_count_30d"},
    }[key] <= found


def test_a_seed_by_orders_leaves_out_all_that_comes_from_purchases():
    found = left_out(SEEDS["core_customers"], DEFINED)
    purchases = {
        "paid_amount",
        "review_count",
        "returned_amount",
        "coupon_order_count_365d",
        "usual_category",
    }
    assert purchases <= found
    assert not {"event_count", "view_count_90d", "clicked_message_count_365d", "group_count"} & found
