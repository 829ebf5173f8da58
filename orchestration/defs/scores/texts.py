"""Texts: what is new among them is read, by a fit or by the lexicon, then told of customers."""

from collections.abc import Iterator

import dagster as dg

from orchestration.dbt import ensure_manifest
from orchestration.refresh import Refresh
from orchestration.scores.features import read_features
from orchestration.scores.texts import READ, TYPES, columns_needed, read_texts

_SOURCES = {
    node["name"]: node for node in ensure_manifest()["sources"].values() if node["schema"] == "scores"
}
_FEATURES = dg.AssetKey(["features", "fct_customer_features"])


@dg.multi_asset(
    name="texts",
    specs=[
        dg.AssetSpec(
            ["scores", table],
            deps=[
                dg.AssetKey(["customers", "int_customers__texts"]),
                dg.AssetKey(["customers", "fct_web_events"]),
                _FEATURES,
                dg.AssetKey(["scores", "int_scores__models"]),
            ],
            group_name="scores",
            kinds={"python", "scikit-learn"},
            description=_SOURCES[table]["description"],
        )
        for table in (READ, *TYPES)
    ],
)
def texts(refresh: Refresh) -> Iterator[dg.MaterializeResult]:
    """Read the texts that no earlier run has read, roll up what customers say, see how they lean."""
    known = refresh.warehouse.read("select * from features.fct_customer_features limit 0").columns
    features = read_features(refresh.warehouse, columns_needed(known))
    found = read_texts(refresh.models, refresh.warehouse, features)
    for table, types in TYPES.items():
        refresh.warehouse.write(f"scores.{table}", found[table], types)
        yield dg.MaterializeResult(
            asset_key=["scores", table], metadata={"dagster/row_count": len(found[table])}
        )
    count = refresh.warehouse.read(f"select count(*) as read from scores.{READ}")["read"].iloc[0]
    yield dg.MaterializeResult(asset_key=["scores", READ], metadata={"dagster/row_count": int(count)})
