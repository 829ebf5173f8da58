"""A person's answers to bad values: checked against the contract, then kept in state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import duckdb
import pandas as pd

from orchestration.errors import HuaxiangError
from orchestration.ingest.casts import text, typed
from orchestration.ingest.contracts import Column
from orchestration.ingest.corrections import ACCEPTED, CORRECTED, REJECTED
from orchestration.ingest.flagging import Clock, broken_rules
from orchestration.quoting import literal
from orchestration.review.desk import Desk, Item, find
from orchestration.settings import business_settings
from orchestration.state_types import DECISION_TYPES

WORDS = {"accept": ACCEPTED, "correct": CORRECTED, "reject": REJECTED}


@dataclass(frozen=True)
class Answer:
    """What a person says about one bad value; a correction without a value leaves the field empty."""

    quarantine_id: str
    decision: str
    why: str
    value: str | None = None


def decide(desk: Desk, answers: Sequence[Answer], by: str) -> list[Item]:
    """Keep the answers, all or none; the items they are about. HuaxiangError names what cannot be so."""
    items = desk.items()
    problems: list[str] = []
    decided: list[tuple[Item, Answer]] = []
    for answer in answers:
        try:
            item = find(items, answer.quarantine_id)
            checked = replace(answer, value=_checked(desk, item, answer))
        except HuaxiangError as error:
            problems.append(f"{answer.quarantine_id}: {error}")
            continue
        decided += [(each, checked) for each in (item, *_siblings(item, checked, items))]
    if problems:
        raise HuaxiangError("Nothing was decided. " + "\n".join(problems))
    if decided:
        desk.state.append_decisions(_rows(decided, by, _after_all_others(desk)))
    return [item for item, _ in decided]


def _checked(desk: Desk, item: Item, answer: Answer) -> str | None:
    """The value in its plain form; HuaxiangError when the answer makes no sense for the item."""
    if not answer.why.strip():
        raise HuaxiangError("say why: a decision without a reason helps nobody later.")
    if answer.decision == ACCEPTED and item.fate != "flagged":
        raise HuaxiangError(
            f"it cannot be accepted, for it never became a row ({item.reason}). Correct it, or reject it to"
            " close it."
        )
    if answer.decision != CORRECTED:
        return None
    if item.fate == "unparsable":
        raise HuaxiangError(
            "the record could not be read at all. Mend it at the source, or reject it to close it."
        )
    column = desk.column(item)
    if column is None:
        raise HuaxiangError(
            f"there is no one value to correct ({item.reason}). Mend it at the source, or reject it."
        )
    return _plain(desk, item, column, answer.value)


def _plain(desk: Desk, item: Item, column: Column, value: str | None) -> str | None:
    if value is None:
        if column.required:
            raise HuaxiangError(f"{column.name} is required, so it cannot be left empty. Give its value.")
        return None
    zone = business_settings()["business_timezone"]
    source = next(source for source in desk.sources if source.name == item.source_system)
    kind = {"string": "varchar"}.get(column.data_type, column.data_type)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        as_typed = typed("found", "found", "VARCHAR", column, source.time_zone or zone, ())
        ((plain,),) = con.execute(
            f"select cast({as_typed} as varchar) from (select {text(literal(value), 'VARCHAR')} as found)"
        ).fetchall()
        if plain is None:
            raise HuaxiangError(f"the correction is not a {column.data_type}, which {column.name} has to be.")
        clock = Clock(datetime.now(UTC).replace(tzinfo=None), zone)
        broken = broken_rules(con, column, f"cast({literal(plain)} as {kind})", clock)
    if broken:
        raise HuaxiangError(f"the correction breaks {' and '.join(broken)}, too.")
    return f"{plain}Z" if column.data_type == "timestamp" else plain


def _siblings(item: Item, answer: Answer, items: list[Item]) -> list[Item]:
    """The same value flagged by other rules: a correction answers them all."""
    if item.fate != "flagged" or answer.decision != CORRECTED:
        return []

    def whose(each: Item) -> tuple[str | None, ...]:
        return (
            each.source_system,
            each.contract_table,
            each.record_key,
            each.column_name,
            each.original_value,
        )

    return [each for each in items if each.fate == "flagged" and whose(each) == whose(item) and each != item]


def _after_all_others(desk: Desk) -> datetime:
    """Now, or just after the newest decision where a clock runs behind."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with duckdb.connect() as con:
        ((newest,),) = con.execute(f"select max(decided_at) from {desk.state.every_decision()}").fetchall()
    return max(now, newest + timedelta(microseconds=1)) if newest else now


def _rows(decided: list[tuple[Item, Answer]], by: str, at: datetime) -> pd.DataFrame:
    rows = []
    for item, answer in decided:
        about = {name: getattr(item, name) for name in DECISION_TYPES if hasattr(item, name)}
        said = {"decision": answer.decision, "value": answer.value, "why": answer.why.strip()}
        rows.append(about | said | {"decision_id": uuid4().hex[:16], "decided_by": by, "decided_at": at})
    return pd.DataFrame(rows, columns=list(DECISION_TYPES))
