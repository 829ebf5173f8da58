"""One run of identity: records stitched, customers named by the ids they had, every change in the ledger."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from ml.identity import ledger, naming
from ml.identity.stitching import RECORD
from orchestration.fingerprint import written
from orchestration.identity.entries import entries_about_touched, redirecting_entries
from orchestration.identity.evidence import write_evidence
from orchestration.identity.pairs import write_pairs
from orchestration.identity.quarantine import write_quarantine
from orchestration.identity.renamed import touch_renamed
from orchestration.identity.stitched import identity_definition, identity_rules, named_persons, stitch_records
from orchestration.identity.tables import IDENTIFIERS, LEDGER, RECORDS, REDIRECTS
from orchestration.identity.touched import KEY, Touched, find_touched, mark_settled
from orchestration.identity.waiting import write_waiting
from orchestration.state import State
from orchestration.warehouse import LITTLE_MEMORY

_NAMED = f"select {KEY}, cast(customer_id as varchar) as customer_id from named"
_LED = (
    "select cast(previous_customer_id as varchar) as previous_customer_id, cast(customer_id as varchar) as"
    " customer_id, cast(redirected_on as date) as redirected_on from led"
)
_COUNTED = ("records", "customers", "visitor_records")
_COUNTS = f"select count(*), count(distinct customer_id), count(*) - count(customer_id) from {RECORDS}"


@dataclass(frozen=True)
class Settled:
    """What a run of identity tells of itself: counts by name, per table."""

    records: dict[str, int]
    changes: dict[str, int]
    redirects: int
    kept_apart: dict[str, int]
    pairs: dict[str, int]


def settle(con: duckdb.DuckDBPyConnection, state: State, on: date) -> Settled:
    """Bring all tables of identity up to date; only what is touched since the last run is stitched again."""
    persons = named_persons(identity_rules())
    touched = find_touched(con, _version(state), IDENTIFIERS, persons, state.identity_decisions())
    stitched = stitch_records(con, state, touched)
    kept_apart = write_quarantine(con, stitched, touched)
    comparisons = stitched.matched.comparison_count
    stitched_count = len(stitched.customer)
    stitched.keep(con)
    # at a million customers each of these takes a gigabyte: none stays longer than it is needed
    del stitched
    touched = touch_renamed(con, state, touched)
    with _memory_for_python(con):
        named, changed = _named(con, state, touched)
    # state first: an id that anyone has seen is never lost
    state.append_ledger(changed, on)
    changes = changed["change_type"].value_counts().to_dict()
    del changed
    con.register("named", named)
    touched.replace(RECORDS, _NAMED)
    con.unregister("named")
    pairs = write_pairs(con)
    write_waiting(con, state.home)
    write_evidence(con, state.home)
    con.execute(f"create or replace table {LEDGER} as select * from {state.ledger_relation()}")
    led = ledger.redirects(redirecting_entries(con, state))
    con.register("led", led)
    con.execute(f"create or replace table {REDIRECTS} as {_LED}")
    con.unregister("led")
    mark_settled(con, _version(state))
    return Settled(
        records=dict(zip(_COUNTED, con.execute(_COUNTS).fetchall()[0], strict=True))
        | {"touched_records": stitched_count},
        changes=changes,
        redirects=len(led),
        kept_apart=kept_apart,
        pairs={**pairs, "comparisons": comparisons},
    )


@contextmanager
def _memory_for_python(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Within it DuckDB keeps little of what it has read, so that frames of all records fit beside it."""
    ((whole,),) = con.execute("select current_setting('memory_limit')").fetchall()
    con.execute(f"set memory_limit = '{LITTLE_MEMORY}'")
    try:
        yield
    finally:
        con.execute(f"set memory_limit = '{whole}'")


def _named(
    con: duckdb.DuckDBPyConnection, state: State, touched: Touched
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """RECORD + customer_id of touched records, and the changes that are entries of the ledger."""
    stitched = touched.of("stitched_records", "touched_stitched")
    records = con.sql(f"select {KEY}, component from {stitched} order by {KEY}").to_arrow_table().to_pandas()
    entries = state.ledger() if touched.is_whole else entries_about_touched(con, state)
    previous = ledger.assignments(entries)
    named = naming.name_components(records, previous, ledger.former_assignments(entries))
    if not touched.is_whole:
        gone_through = con.sql(f"select {KEY} from touched_records").to_arrow_table().to_pandas()
        previous = previous.merge(gone_through, on=RECORD)
    return named, ledger.changes(named, previous)


def _version(state: State) -> str:
    """What a customer depends on beside the records: other rules, code, junk or ids, and all is done anew."""
    parts = [identity_definition(), written()["code"], duckdb.__version__]
    parts += [state.version("learned"), state.version("ledger")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
