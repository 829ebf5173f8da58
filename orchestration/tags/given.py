"""What people say of tags of customers: kept in state, applied by the next run, following merges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pandas as pd

from orchestration.context import business_zone, parse_as_of, parse_day
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.publish.snapshot import latest_snapshot, published_snapshot
from orchestration.quoting import literal
from orchestration.settings import Settings
from orchestration.sheets import decided_lines, write_sheet
from orchestration.state import State
from orchestration.tags.defined import defined_tags, find
from orchestration.tags.kept import TAG_DECISION_TYPES

GIVE, TAKE, UNDO = WORDS = ("give", "take", "undo")
COLUMNS = ("decision", "tag", "customer", "why")
_MOST_TOLD = 10
# a name is a customer_id, one that was, or a record as <source_system>:<key>, with its table before it or not
_NAMED = """
with

assignments as (
    select * from {ledger} where record_key is not null
    qualify row_number() over (
        partition by source_system, contract_table, record_key order by entry_sequence desc
    ) = 1
),

called as (
    select customer_id as name, customer_id from assignments
    union select source_system || ':' || record_key, customer_id from assignments
    union select contract_table || '/' || source_system || ':' || record_key, customer_id from assignments
    {redirects}
)

select names.name, count(distinct called.customer_id), min(called.customer_id)
from names
left join called on names.name = called.name and called.customer_id is not null
group by names.name
"""
_REDIRECTS = "union select previous_customer_id, customer_id from snapshot.identity.dim_redirects"


@dataclass(frozen=True)
class Said:
    """One thing a person said: give a tag to a customer, take it, or undo what was said before.

    `set_on` is the day from which its time to live counts; `place` names a line of a sheet in messages.
    """

    decision: str
    tag_key: str
    customer: str
    why: str
    set_on: date
    place: str = ""


def decide(home: Home, said: Sequence[Said], by: str) -> int:
    """Keep all that was said, or none of it; how many things. HuaxiangError names what cannot be so."""
    tags, problems = defined_tags(), []
    customers = _customers(home, {each.customer for each in said}, problems)
    at, rows = datetime.now(UTC).replace(tzinfo=None), []
    for place, each in enumerate(said):
        try:
            find(tags, each.tag_key)
        except HuaxiangError as error:
            problems.append(f"{each.place}{error}")
        if not each.why.strip():
            problems.append(f"{each.place}Say why: a decision without a reason helps nobody later.")
        row = {"decision": each.decision, "tag_key": each.tag_key, "set_on": each.set_on, "decided_by": by}
        row |= {"customer_id": customers.get(each.customer), "why": each.why.strip()}
        # of two lines about the same tag and customer the later one counts
        row |= {"decision_id": uuid4().hex[:16], "decided_at": at + timedelta(microseconds=place)}
        rows.append(row)
    if problems:
        told = list(dict.fromkeys(problems))
        more = f"\n… and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        raise HuaxiangError("Nothing was decided. " + "\n".join(told[:_MOST_TOLD]) + more)
    if rows:
        State(home).append_tag_decisions(pd.DataFrame(rows, columns=list(TAG_DECISION_TYPES)))
    return len(rows)


def read_said(path: Path, today: date) -> list[Said]:
    """What a sheet says; lines without a decision are passed over. HuaxiangError names the line."""
    return [
        Said(
            word,
            line["tag"].strip(),
            line["customer"].strip(),
            line["why"],
            _day(line, today, place),
            f"{place}: ",
        )
        for word, line, place in decided_lines(path, COLUMNS, WORDS, "huaxiang tag holders KEY")
    ]


def today(settings: Settings) -> date:
    """The business day as of which decisions are made."""
    zone = business_zone()
    return parse_as_of(settings.as_of, zone).astimezone(zone).date()


def _day(line: dict[str, str], today: date, place: str) -> date:
    text = (line.get("set_on") or "").strip()
    try:
        return parse_day(text) if text else today
    except HuaxiangError as error:
        raise HuaxiangError(f"{place}: {error}") from None


def _customers(home: Home, names: Iterable[str], problems: list[str]) -> dict[str, str]:
    """The customer_id of each name; what is nobody's, or several customers', goes to the problems."""
    state, path = State(home), latest_snapshot(home.published)
    with duckdb.connect() as con:
        if path:
            con.execute(f"attach {literal(path)} as snapshot (read_only)")
        con.register("names", pd.DataFrame({"name": pd.Series(sorted(names), dtype="object")}))
        sql = _NAMED.format(ledger=state.ledger_relation(), redirects=_REDIRECTS if path else "")
        found = con.execute(sql).fetchall()
    for name, count, _ in found:
        if count == 0:
            problems.append(
                f"'{name}' is nobody's now. Give a customer_id, or a record as <source_system>:<its key>."
            )
        elif count > 1:
            problems.append(
                f"'{name}' is a record of several tables and customers. Write the table before it, such as"
                f" crm.contacts/{name}."
            )
    return {name: customer for name, count, customer in found if count == 1}


def holders(home: Home, key: str) -> list[tuple[str, str, date, date, bool]]:
    """Who holds the tag in the newest snapshot: customer, source, since, expires, whether it can act."""
    path = published_snapshot(home)
    find(defined_tags(), key)
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(
            "select customer_id, tag_source, valid_from_on, expires_on, is_usable from tags.fct_customer_tags"
            " where tag_key = ? and valid_to_on is null order by customer_id",
            [key],
        ).fetchall()


def write_holders(path: Path, key: str, held: list[tuple[str, str, date, date, bool]]) -> None:
    """A line per holder, with an empty cell for a decision (take, or give to confirm it)."""
    lines = [["", key, customer, "", "", *about] for customer, *about in held]
    write_sheet(path, [*COLUMNS, "set_on", "tag_source", "since", "expires_on", "is_usable"], lines)
