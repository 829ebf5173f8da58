"""A table stays as it is while nothing it is made of has changed, and only then."""

import json

import duckdb
import pytest

from orchestration.dbt import project_vars

MODELS = ["--select", "staging", "identity", "customers"]
ORDERS = {"stg_shop__orders", "fct_orders", "fct_order_lines"}
EVENTS = {"stg_web__events", "fct_web_events", "fct_sessions"}


@pytest.fixture
def kept(sample_copy, dbt):
    def after(statement: str = "select 1", *arguments: str) -> tuple[set[str], set[str]]:
        """Which tables were kept and which were made when all is built again after a statement."""
        with duckdb.connect(str(sample_copy.warehouse)) as con:
            con.execute(statement)
        done = dbt(sample_copy, "run", *MODELS, *arguments)
        assert done.success, done.exception or [node.message for node in done.result]
        tables = [node for node in done.result if node.node.config.materialized == "table"]
        found = {node.node.name for node in tables if node.message == "KEPT"}
        return found, {node.node.name for node in tables} - found

    return after


def test_everything_is_kept_when_nothing_has_changed(kept):
    found, made = kept()

    assert made == set()
    assert found >= ORDERS | EVENTS | {"dim_customers"}


def test_what_has_changed_is_made_and_what_says_the_same_again_is_no_change(kept):
    found, made = kept(
        "comment on view ingest.shop_orders is 'another load came';"
        # as a killed run leaves it: made again, with the same rows, it leaves what reads it
        "comment on table customers.int_customers__identifiers_resolved is null"
    )

    assert made >= {*ORDERS, "int_customers__identifiers_resolved"}
    assert found >= EVENTS


def test_another_owner_of_identifiers_makes_every_fact(kept):
    found, made = kept(
        "update identity.int_identity__records_stitched set customer_id = 'another' where customer_id ="
        " (select min(customer_id) from customers.fct_orders)"
    )

    assert made >= {"int_customers__identifiers_resolved", "fct_orders", "fct_web_events"}
    assert found >= {"stg_shop__orders", "stg_web__events"}


def test_a_setting_reaches_through_a_view(kept):
    settings = project_vars()["settings"]
    longer = {**settings, "session_gap_minutes": settings["session_gap_minutes"] + 1}

    found, made = kept("select 1", "--vars", json.dumps({"settings": longer}))

    assert "fct_sessions" in made
    assert found >= ORDERS | {"fct_web_events"}


def test_a_full_refresh_keeps_nothing(kept):
    found, _ = kept("select 1", "--full-refresh")

    assert found == set()
