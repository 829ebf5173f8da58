"""Stitching: identifier rows in, one customer per record out, every change in the ledger."""

from collections.abc import Iterator

import dagster as dg

from ml.identity import ledger, naming, stitching
from orchestration.dbt import ensure_manifest
from orchestration.identity.evidence import write_evidence
from orchestration.identity.pairs import write_pairs
from orchestration.identity.quarantine import write_quarantine
from orchestration.identity.stitched import stitch_records
from orchestration.identity.waiting import write_waiting
from orchestration.refresh import Refresh
from orchestration.state import LEDGER_TYPES

_RECORD_TYPES = dict.fromkeys([*stitching.RECORD, "customer_id"], "varchar")
_REDIRECT_TYPES = {"previous_customer_id": "varchar", "customer_id": "varchar", "redirected_on": "date"}
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
    entries = refresh.state.ledger()
    previous = ledger.assignments(entries)
    with refresh.warehouse.open() as con:
        stitched = stitch_records(con, refresh.state)
        kept_apart, pairs = write_quarantine(con, stitched), write_pairs(con, stitched)
        write_waiting(con, refresh.home)
        records = stitched.records(con)
    named = naming.name_components(records, previous, ledger.former_assignments(entries))
    changed = ledger.changes(named, previous)
    after = int(entries["entry_sequence"].max()) if len(entries) else 0
    # state first: an id that anyone has seen is never lost
    refresh.state.append_ledger(changed, refresh.context.as_of_on, after)
    refresh.warehouse.write("identity.int_identity__records_stitched", named, _RECORD_TYPES)
    with refresh.warehouse.open() as con:
        write_evidence(con, refresh.home)
    entries = refresh.state.ledger()
    refresh.warehouse.write("identity.int_identity__ledger", entries, LEDGER_TYPES)
    led = ledger.redirects(entries)
    refresh.warehouse.write("identity.int_identity__redirects", led, _REDIRECT_TYPES)
    counts = changed["change_type"].value_counts().to_dict()
    told = {
        "int_identity__records_stitched": {
            "records": len(named),
            "customers": int(named["customer_id"].nunique()),
            "visitor_records": int(named["customer_id"].isna().sum()),
        },
        "int_identity__ledger": {f"records_{kind}": count for kind, count in counts.items()},
        "int_identity__redirects": {"redirects": len(led)},
        "int_identity__quarantine": kept_apart,
        "int_identity__pairs": {**pairs, "comparisons": stitched.matched.comparison_count},
    }
    for table in _TABLES:
        yield dg.MaterializeResult(asset_key=["identity", table], metadata=told.get(table, {}))
