"""Made-up histories of records: loads in any order, decisions, merges, edits, and time that passes."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from orchestration.ingest.contracts import Column, ContractTable
from tests.integration.increments.replica import Replica

START = datetime(2024, 7, 1, 4)
# bounds of windows fall on midnights in Shanghai, 16:00 UTC
_MOVES = [
    timedelta(0),
    timedelta(hours=3),
    timedelta(hours=13),
    timedelta(days=1),
    timedelta(days=31),
    timedelta(days=91),
]
_WORDS = {
    "currency": ["CNY", "EUR", None],
    "trait_key": ["interest", "style", "taste"],
    "identifier_type": ["email", "phone", "shop_customer_id"],
    "purpose": ["marketing_email", "marketing_sms"],
    "status": ["granted", "withdrawn", "won", None],
    "arm": ["treatment", "holdout"],
}
_NUMBERS = [None, "0", "1", "2.5", "10", "-1"]


@dataclass(frozen=True)
class Step:
    """What happens before one refresh. `loads` name a table by its place, and what is in it by a seed."""

    move: timedelta
    loads: tuple[tuple[int, int], ...]
    identity_seed: int
    decision_seed: int | None
    is_edited: bool


def steps() -> st.SearchStrategy[list[Step]]:
    """Histories of two to four refreshes, the first over many tables."""
    load = st.tuples(st.integers(0, 60), st.integers(0, 999))
    step = st.builds(
        Step,
        st.sampled_from(_MOVES),
        st.lists(load, max_size=6).map(tuple),
        st.integers(0, 2),
        st.none() | st.integers(0, 99),
        st.booleans(),
    )
    first = st.builds(
        Step,
        st.just(timedelta(0)),
        st.integers(0, 999).map(lambda seed: tuple((place, seed + place) for place in range(61))),
        st.just(0),
        st.none(),
        st.just(False),
    )
    return st.tuples(first, st.lists(step, min_size=1, max_size=3)).map(lambda parts: [parts[0], *parts[1]])


def happen(
    replica: Replica, contracts: list[ContractTable], step: Step, sequence: int, as_of: datetime
) -> None:
    """Hand over what a step brings, as the load of that sequence."""
    for place, seed in dict(step.loads).items():
        if place < len(contracts):
            _load(replica, contracts[place], random.Random(seed), sequence)  # noqa: S311
    if step.decision_seed is not None:
        _decide(replica, random.Random(step.decision_seed))  # noqa: S311
    replica.con.execute(f"set variable identity_seed = {step.identity_seed}")
    day = (as_of + timedelta(hours=8)).date()
    replica.con.execute("delete from ingest.run_context")
    replica.con.execute("insert into ingest.run_context values (?, ?, ?, 'snapshot')", [as_of, day, as_of])


def _load(replica: Replica, contract: ContractTable, chance: random.Random, sequence: int) -> None:
    """Rows of records that are new, changed, the same again, or deleted, in one load."""
    relation = f"ingest.{contract.relation}"
    known = {name: kind for name, kind, *_ in replica.con.execute(f"describe {relation}").fetchall()}
    rows = {}
    for number in range(chance.randint(1, 12)):
        row: dict[str, Any] = {c.name: _value(c, chance) for c in contract.columns}
        key = "|".join(str(row[name]) for name in contract.keys) if contract.keys else f"{number}"
        source = chance.choice(["a", "a", "b"])
        rows[source, key] = row | {
            "record_key": key,
            "source_system": source,
            "load_id": f"{contract.relation}{sequence}",
            "load_sequence": sequence,
            "loaded_at": START,
            "_row": number,
            "_is_deleted": chance.random() < 0.1,
        }
    columns = {
        name: [row.get(name) for row in rows.values()] for name in known if name in next(iter(rows.values()))
    }
    table = pa.table(
        {
            name: pa.array([None if v is None else str(v) for v in vs], pa.string())
            for name, vs in columns.items()
        }
    )
    replica.con.register("brought", table)
    casts = ", ".join(f'cast("{name}" as {known[name]}) as "{name}"' for name in columns)
    replica.con.execute(f"insert into {relation} by name select {casts} from brought")
    replica.con.unregister("brought")


def _value(column: Column, chance: random.Random) -> Any:
    words = next((c["value_set"] for c in column.expectations if "value_set" in c), None)
    if not column.required and not column.key and chance.random() < 0.15:
        return None
    if column.data_type == "timestamp":
        return START + timedelta(days=chance.randint(-400, 40), hours=chance.randint(0, 23))
    if column.data_type == "date":
        return date(2024, 7, 1) + timedelta(days=chance.randint(-400, 40))
    if column.data_type == "boolean":
        return chance.choice([True, False])
    if column.data_type.startswith(("bigint", "decimal", "double")):
        number = chance.choice(_NUMBERS)
        return (
            number
            if number is None or "." not in number or not column.data_type.startswith(("bigint", "int"))
            else "2"
        )
    for part, known in _WORDS.items():
        if part in column.name:
            return chance.choice(known if words is None else words)
    if words:
        return chance.choice(words)
    if column.key or column.refers_to or column.identifier or column.name.endswith("_id"):
        return f"k{chance.randint(0, 7)}"
    return chance.choice(["x", "y", "z"])


def _decide(replica: Replica, chance: random.Random) -> None:
    """Some values of order lines are flagged, and people have decided about some of them."""
    replica.con.execute("delete from ingest.flagged_values")
    loaded = replica.con.execute(
        "select load_id, record_key from ingest.shop_order_lines order by all"
    ).fetchall()
    for load_id, key in chance.sample(loaded, min(3, len(loaded))):
        decision = chance.choice([None, "accepted", "corrected", "rejected"])
        replica.con.execute(
            "insert into ingest.flagged_values (load_id, record_key, column_name, keep_value, decision,"
            " corrected_value) values (?, ?, 'unit_price', false, ?, '3')",
            [load_id, key, decision],
        )
