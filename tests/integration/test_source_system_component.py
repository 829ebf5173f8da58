"""A source system's YAML becomes an asset of the homes that are made of it, and of no other."""

import dagster as dg
import pytest

from orchestration.components.source_system import SourceSystemComponent
from orchestration.errors import HuaxiangError


@pytest.fixture
def corner_shop() -> SourceSystemComponent:
    return SourceSystemComponent(
        source_system="corner_shop",
        description="A corner shop.",
        connection={"kind": "files", "path": "${CORNER_SHOP_EXTRACTS}"},
        objects={"customers": {"files": "*.csv"}},
        tables={"shop.customers": {"from": "customers", "columns": {"customer_id": "id"}}},
    )


@pytest.fixture(autouse=True)
def variables(monkeypatch, tmp_path):
    monkeypatch.setenv("HUAXIANG_HOME", str(tmp_path))
    monkeypatch.setenv("HUAXIANG_SOURCES", "corner_shop")
    monkeypatch.delenv("CORNER_SHOP_EXTRACTS", raising=False)


def keys_of(component: SourceSystemComponent) -> set[dg.AssetKey]:
    return {key for asset in component.build_defs(None).assets or () for key in asset.keys}


def test_a_home_made_of_it_gets_the_asset(corner_shop, monkeypatch, tmp_path):
    monkeypatch.setenv("CORNER_SHOP_EXTRACTS", str(tmp_path))

    assert keys_of(corner_shop) == {dg.AssetKey(["ingest", "corner_shop"])}


def test_a_home_made_of_it_must_know_where_it_lies(corner_shop):
    with pytest.raises(HuaxiangError, match="set the environment variable CORNER_SHOP_EXTRACTS"):
        corner_shop.build_defs(None)


def test_another_home_need_not_know_where_it_lies(corner_shop, monkeypatch):
    monkeypatch.setenv("HUAXIANG_SOURCES", "market_stall")

    assert keys_of(corner_shop) == set()


def test_a_mistake_in_it_is_told_in_every_home(corner_shop, monkeypatch):
    monkeypatch.setenv("HUAXIANG_SOURCES", "market_stall")
    mistaken = corner_shop.model_copy(
        update={"tables": {"shop.customer": corner_shop.tables["shop.customers"]}}
    )

    with pytest.raises(HuaxiangError, match=r"corner_shop.*shop\.customer: no such contract table"):
        mistaken.build_defs(None)
