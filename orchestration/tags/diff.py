"""`huaxiang tag diff`: who came and went between two runs, and why as far as it can be proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from orchestration.compose import checked
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import State
from orchestration.tags.bench import Bench, bench
from orchestration.tags.defined import find
from orchestration.tags.past import Past

CAUSES = {
    "definition": "the definition changed 定义变更",
    "identity": "who is who changed 身份变更",
    "decision": "a person or a source system said so, or no longer does 人工或导入",
    "correction": "what is known of the time before has changed 迟到或更正的数据",
    "data": "new data 新数据",
    "time": "time alone 时间推移",
    "unknown": "not provable 无法证明",
}
_EXAMPLES = 5
# who holds it now and did not at the earlier run, or the other way round, with what the last run noted of it
_CHANGED = """
create temp table changed as
with

seen as (
    select *, run_sequence > $since as is_since from ingest.tag_history where item_key = $key
),

last_seen as (
    select customer_id, is_since, is_held, cause, tag_source
    from seen qualify row_number() over (partition by customer_id, is_since order by run_sequence desc) = 1
)

select
    now.customer_id,
    now.is_held as enters,
    now.cause as noted,
    coalesce(now.tag_source, 'rule') <> 'rule' or coalesce(before.tag_source, 'rule') <> 'rule' as was_given
from last_seen as now
left join last_seen as before on now.customer_id = before.customer_id and not before.is_since
where now.is_since and now.is_held <> coalesce(before.is_held, false)
"""
_REDEFINED = """
select count(*) from ingest.definition_history
where item_key = $key and run_sequence > $since and run_sequence > (
    select min(run_sequence) from ingest.definition_history where item_key = $key
)
"""
_BY_CAUSE = """
create temp table caused as
select
    changed.customer_id,
    changed.enters,
    case
        when changed.noted in ('decision', 'definition', 'identity') then changed.noted
        when changed.was_given or given.customer_id is not null then 'decision'
        {proofs}
        else 'unknown'
    end as cause
from changed
left join tags.int_tags__given as given on changed.customer_id = given.customer_id and given.item_key = $key
"""
# `then`: by what is known today of the time before; `later`: the same facts, seen from the later day
_PROOFS = """
        when (changed.customer_id in (from then_held)) = changed.enters then 'correction'
        when (changed.customer_id in (from later_held)) = changed.enters then 'time'
        when true then 'data'
"""


@dataclass(frozen=True)
class Difference:
    """Counts per cause: (cause, came, went, examples); `why_unproved` says why causes are unknown, if any."""

    key: str
    since: str
    until: str
    causes: list[tuple[str, int, int, list[str]]]
    why_unproved: str | None


def diff(home: Home, key: str, since: str | None) -> Difference:
    """What changed for a tag since a run: its number, or the last of a day; default the last but one."""
    definitions, state = checked(DBT_PROJECT_DIR), State(home)
    tag = find({tag["key"]: tag for tag in definitions["tags"]}, key)
    runs = dict(sorted(state.runs()))
    earlier = _run(runs, since)
    asked = {"key": key, "since": earlier}
    with bench(home) as opened:
        opened.con.execute(_CHANGED, asked)
        opened.make(["int_tags__given"], {"tags": [dict(tag)]})
        ((redefined,),) = opened.con.execute(_REDEFINED, asked).fetchall()
        why_unproved = "the definition changed in between" if redefined else None
        why_unproved = why_unproved or _evaluate(opened, tag, definitions, runs[earlier])
        proofs = "" if why_unproved else _PROOFS
        opened.con.execute(_BY_CAUSE.format(proofs=proofs), {"key": key})
        rows = opened.rows(
            "select cause, count_if(enters), count_if(not enters),"
            f" list(customer_id order by md5(customer_id))[:{_EXAMPLES}] from caused group by cause"
        )
    found = {cause: (cause, came, went, examples) for cause, came, went, examples in rows}
    ordered = [found[cause] for cause in CAUSES if cause in found]
    until = runs[max(runs)]["as_of_on"]
    return Difference(key, f"run {earlier} ({runs[earlier]['as_of_on']})", until, ordered, why_unproved)


def _run(runs: Mapping[int, Mapping[str, str]], since: str | None) -> int:
    """The earlier run; HuaxiangError where there is none such."""
    if len(runs) < 2:
        raise HuaxiangError(
            "There is only one run yet; a difference needs two. Run `huaxiang run` again later."
        )
    if since is None:
        return sorted(runs)[-2]
    if since.isdecimal():
        named = [number for number in runs if number == int(since)]
    else:
        named = [number for number, run in runs.items() if run["as_of_on"] <= since]
    if not named or max(named) == max(runs):
        first, last = runs[min(runs)]["as_of_on"], runs[max(runs)]["as_of_on"]
        raise HuaxiangError(
            f"'{since}' is no run before the last: give a number below {max(runs)}, or a day from {first}"
            f" on and before {last}."
        )
    return max(named)


def _evaluate(
    opened: Bench, tag: Mapping[str, Any], definitions: Mapping[str, Any], run: Mapping[str, str]
) -> str | None:
    """Write who held it then by today's facts, and who by those facts holds it today; else why that fails."""
    if "as_of" not in run:
        return "the earlier run did not note its moment"
    try:
        past = Past(opened, tag, definitions)
    except HuaxiangError as error:
        return str(error)
    moment, as_of_on = datetime.fromisoformat(run["as_of"]), opened.as_of_on
    past.holders("then_held", moment, date.fromisoformat(run["as_of_on"]))
    past.holders("later_held", moment, as_of_on)
    opened.look_from(opened.as_of, as_of_on)
    return None


def show_difference(out: Console, found: Difference) -> None:
    """Print it: a line per cause, customers by id."""
    out.print(f"[bold]{found.key}[/bold] from {found.since} to {found.until}")
    if not found.causes:
        out.print("Nobody came or went.")
        return
    out.print(_table(found.causes))
    if found.why_unproved and any(cause == "unknown" for cause, *_ in found.causes):
        out.print(f"[dim]Not provable: {found.why_unproved}[/dim]")


def _table(causes: Sequence[tuple[str, int, int, list[str]]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("cause 原因")
    table.add_column("came", justify="right")
    table.add_column("went", justify="right")
    table.add_column("such as")
    for cause, came, went, examples in causes:
        table.add_row(CAUSES[cause], f"{came:,}", f"{went:,}", " ".join(examples))
    return table
