"""Stitching: identifier rows in, one customer per record out, every change in the ledger."""

from collections.abc import Iterator

import dagster as dg
import yaml

from ml.identity import ledger, naming, stitching
from orchestration.refresh import Refresh
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import LEDGER_TYPES

_RECORDS = dg.AssetKey(["identity", "int_identity__records_stitched"])
_LEDGER = dg.AssetKey(["identity", "int_identity__ledger"])
_IDENTIFIERS = dg.AssetKey(["identity", "int_identity__identifiers_collected"])
_RECORD_TYPES = dict.fromkeys([*stitching.RECORD, "customer_id"], "varchar")


@dg.multi_asset(
    name="stitch",
    specs=[
        dg.AssetSpec(
            _RECORDS,
            deps=[_IDENTIFIERS],
            group_name="identity",
            kinds={"python", "scipy"},
            description="One row per record with an identifier, and the customer it belongs to.",
        ),
        dg.AssetSpec(
            _LEDGER,
            deps=[_IDENTIFIERS],
            group_name="identity",
            kinds={"python"},
            description="One row per ledger entry: what changed in who is who.",
        ),
    ],
)
def stitch(refresh: Refresh) -> Iterator[dg.MaterializeResult]:
    """Connected components of records and identifiers, named by the ids they had before."""
    identifiers = refresh.warehouse.read("select * from identity.int_identity__identifiers_collected")
    entries = refresh.state.ledger()
    previous = ledger.assignments(entries)
    stitched = stitching.components(identifiers, _person_level())
    named = naming.name_components(stitched, previous, ledger.former_assignments(entries))
    changed = ledger.changes(named, previous)
    after = int(entries["entry_sequence"].max()) if len(entries) else 0
    # state first: an id that anyone has seen is never lost
    refresh.state.append_ledger(changed, refresh.context.as_of_on, after)
    refresh.warehouse.write("identity.int_identity__records_stitched", named, _RECORD_TYPES)
    refresh.warehouse.write("identity.int_identity__ledger", refresh.state.ledger(), LEDGER_TYPES)
    counts = changed["change_type"].value_counts().to_dict()
    yield dg.MaterializeResult(
        asset_key=_RECORDS,
        metadata={
            "records": len(named),
            "customers": int(named["customer_id"].nunique()),
            "visitor_records": int(named["customer_id"].isna().sum()),
        },
    )
    yield dg.MaterializeResult(
        asset_key=_LEDGER, metadata={f"records_{kind}": count for kind, count in counts.items()}
    )


def _person_level() -> set[str]:
    definitions = yaml.safe_load((DBT_PROJECT_DIR / "definitions" / "identity.yml").read_text())
    types = definitions["identity"]["identifiers"]
    return {name for name, entry in types.items() if entry["makes_customer"]}
