"""Stitching: identifier rows in, one customer per record out, every change in the ledger."""

from collections.abc import Iterator

import dagster as dg

from orchestration.dbt import ensure_manifest
from orchestration.identity.settle import settle
from orchestration.refresh import Refresh

_TABLES = {
    node["name"]: node["description"]
    for node in ensure_manifest()["sources"].values()
    if node["schema"] == "identity"
}


@dg.multi_asset(
    name="stitch",
    specs=[
        dg.AssetSpec(
            ["identity", table],
            deps=[
                dg.AssetKey(["identity", "int_identity__identifiers_collected"]),
                dg.AssetKey(["identity", "int_identity__persons"]),
            ],
            group_name="identity",
            kinds={"python", "scipy"},
            description=description,
        )
        for table, description in _TABLES.items()
    ],
)
def stitch(refresh: Refresh) -> Iterator[dg.MaterializeResult]:
    """Connected components of records and identifiers after guards, named by the ids they had before."""
    with refresh.warehouse.open() as con:
        settled = settle(con, refresh.state, refresh.context.as_of_on)
    told = {
        "int_identity__records_stitched": settled.records,
        "int_identity__ledger": {f"records_{kind}": count for kind, count in settled.changes.items()},
        "int_identity__redirects": {"redirects": settled.redirects},
        "int_identity__quarantine": settled.kept_apart,
        "int_identity__pairs": settled.pairs,
    }
    for table in _TABLES:
        yield dg.MaterializeResult(asset_key=["identity", table], metadata=told.get(table, {}))
