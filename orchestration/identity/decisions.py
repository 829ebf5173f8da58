"""What people decide about who is who: kept in state as pairs of records, applied by the next run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import duckdb
import pandas as pd

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.identity.stitched import identity_rules
from orchestration.identity.waiting import Waiting, waiting
from orchestration.quoting import parquet_rows
from orchestration.state import State
from orchestration.state_types import IDENTITY_DECISION_TYPES

LINK, NEVER, SPLIT = WORDS = ("link", "never", "split")
Record = tuple[str, str, str]
_OF_NAME = """
select distinct source_system, contract_table, record_key, customer_id
from (
    select * from {ledger} where record_key is not null
    qualify row_number() over (
        partition by source_system, contract_table, record_key order by entry_sequence desc
    ) = 1
) as assignments
where customer_id is not null and {condition}
order by all
"""


@dataclass(frozen=True)
class Said:
    """One thing a person decided: about an item of the queue, or about customers and records by name.

    link and never take one item, or two names; split takes a customer and the records to take out of it.
    """

    decision: str
    names: tuple[str, ...]
    why: str


def decide(home: Home, said: Sequence[Said], by: str) -> int:
    """Keep all that was said, or none of it; how many pairs of records it is about.

    HuaxiangError names what cannot be so.
    """
    state, items = State(home), {item.item_id: item for item in waiting(home, with_decided=True)}
    problems: list[str] = []
    rows: list[dict[str, object]] = []
    at = _after_all_others(state)
    for place, one in enumerate(said):
        try:
            pairs = _pairs(state, items, one)
        except HuaxiangError as error:
            problems.append(f"{one.decision} {' '.join(one.names)}: {error}")
            continue
        about = {"decision": one.decision, "why": one.why.strip(), "decided_by": by}
        # of two lines about the same pair the later one counts
        about |= {"decision_id": uuid4().hex[:16], "decided_at": at + timedelta(microseconds=place)}
        rows += [about | _named(pair) for pair in pairs]
    if problems:
        raise HuaxiangError("Nothing was decided. " + "\n".join(problems))
    if rows:
        state.append_identity_decisions(pd.DataFrame(rows, columns=list(IDENTITY_DECISION_TYPES)))
    return len(rows)


def _pairs(state: State, items: dict[str, Waiting], said: Said) -> list[tuple[Record, Record]]:
    if not said.why.strip():
        raise HuaxiangError("say why: a decision without a reason helps nobody later.")
    if said.decision == SPLIT:
        return _split(state, said.names)
    if len(said.names) == 1:
        item = _item(items, said.names[0])
        return [_ordered(item.record, item.other)]
    if len(said.names) != 2:
        raise HuaxiangError("name one item of `huaxiang identity review`, or two customers or records.")
    first, second = (records_of(state, name) for name in said.names)
    if set(first) & set(second):
        raise HuaxiangError("both names mean the same records. Use split to take some out of a customer.")
    return sorted({_ordered(one, other) for one, other in product(first, second)})


def _split(state: State, names: Sequence[str]) -> list[tuple[Record, Record]]:
    if len(names) < 2:
        raise HuaxiangError("name the customer and at least one of its records.")
    whole = set(records_of(state, names[0]))
    out = {record for name in names[1:] for record in records_of(state, name, only_record=True)}
    if not whole - out:
        raise HuaxiangError("these are all records of that customer, or it has no other registration.")
    if foreign := out - set(records_of(state, names[0], everything=True)):
        raise HuaxiangError(f"{len(foreign)} of these records are not of that customer.")
    return sorted({_ordered(one, other) for one, other in product(out, whole - out)})


def records_of(
    state: State, name: str, *, only_record: bool = False, everything: bool = False
) -> list[Record]:
    """The records that a customer_id, or a record's name `<source_system>:<key>`, stands for.

    Of a customer those that register it somewhere, where it has any, or with `everything` all. A contract
    table and a slash may stand before a record's name. HuaxiangError when nobody has that name.
    """
    table, _, record = name.rpartition("/")
    condition = "source_system || ':' || record_key = $record and ($table = '' or contract_table = $table)"
    found = _found(state, condition, {"record": record, "table": table})
    if not found and not only_record:
        found = _found(state, "customer_id = $name", {"name": name})
        registers = set(identity_rules().registers)
        if not everything:
            found = [each for each in found if each[1] in registers] or found
    if not found:
        raise HuaxiangError(
            f"'{name}' is nobody's now. Give a customer_id, or a record as <source_system>:<its key>."
        )
    if len({key[1] for key in found}) > 1 and found[0][2] == record.partition(":")[2]:
        tables = ", ".join(sorted({key[1] for key in found}))
        raise HuaxiangError(
            f"'{name}' is a record of {tables}. Write the table before it: {found[0][1]}/{name}."
        )
    return found


def customers_of(home: Home) -> dict[Record, str]:
    """Of the records that wait for a decision the customers they are now."""
    queue = parquet_rows([home.identity_queue])
    waits = (
        f"(source_system, contract_table, record_key) in (select (source_system, contract_table, record_key)"
        f" from {queue} union all select (other_source_system, other_contract_table, other_record_key)"
        f" from {queue})"
    )
    with duckdb.connect() as con:
        ledger = State(home).ledger_relation()
        rows = con.execute(_OF_NAME.format(ledger=ledger, condition=waits)).fetchall()
    return {row[:3]: row[3] for row in rows}


def _found(state: State, condition: str, parameters: dict[str, str]) -> list[Record]:
    with duckdb.connect() as con:
        rows = con.execute(
            _OF_NAME.format(ledger=state.ledger_relation(), condition=condition), parameters
        ).fetchall()
    return [row[:3] for row in rows]


def _item(items: dict[str, Waiting], name: str) -> Waiting:
    found = [item for item_id, item in items.items() if item_id.startswith(name)]
    if len(found) != 1:
        problem = "is the beginning of several items" if found else "is no item of the queue"
        raise HuaxiangError(f"'{name}' {problem}. `huaxiang identity review` shows them.")
    return found[0]


def _ordered(one: Record, other: Record) -> tuple[Record, Record]:
    return (one, other) if one <= other else (other, one)


def _named(pair: Iterable[Record]) -> dict[str, str]:
    names = list(IDENTITY_DECISION_TYPES)[2:8]
    return dict(zip(names, [part for record in pair for part in record], strict=True))


def _after_all_others(state: State) -> datetime:
    """Now, or just after the newest decision where a clock runs behind."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with duckdb.connect() as con:
        ((newest,),) = con.execute(f"select max(decided_at) from {state.identity_decisions()}").fetchall()
    return max(now, newest + timedelta(microseconds=1)) if newest else now
