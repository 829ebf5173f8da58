"""`huaxiang tag backfill`: the past of one tag, rebuilt from facts and marked as such."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import duckdb
import pandas as pd

from orchestration.compose import checked
from orchestration.context import day_start
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import State
from orchestration.tags.bench import bench
from orchestration.tags.defined import find
from orchestration.tags.kept import BACKFILL_TYPES
from orchestration.tags.past import Past

_MOST_DAYS = 1500
_FIRST_SEEN = """
select min(day) from (
    select min(observed_on) as day from {history} where item_key = $key
    union all
    select min(confirmed_on) from {confirmations} where tag_key = $key
)
"""
# a change is what differs from the day before; the first run that knew the tag sees the rest
_CHANGES = """
select later.customer_id, days.day as observed_on, true as is_held
from holds as later
inner join days on later.place = days.place
anti join holds as earlier on later.customer_id = earlier.customer_id and later.place = earlier.place + 1
union all
select earlier.customer_id, days.day, false
from holds as earlier
inner join days on earlier.place + 1 = days.place
anti join holds as later on later.customer_id = earlier.customer_id and later.place = earlier.place + 1
order by all
"""


@dataclass(frozen=True)
class Backfilled:
    """What a backfill came to; `is_new` is false where the same past stands already."""

    first_on: date
    until_on: date
    days: int
    changes: int
    customers: int
    is_new: bool


def backfill(home: Home, key: str, first_on: date, every: int) -> Backfilled:
    """Rebuild a tag's past from a day on, looked at every so many days, until the first run that knew it.

    HuaxiangError where its past cannot be known, or no run knows the tag yet.
    """
    definitions, state = checked(DBT_PROJECT_DIR), State(home)
    tag = find({tag["key"]: tag for tag in definitions["tags"]}, key)
    until_on = _first_seen(state, key)
    days = _days(first_on, until_on, every)
    with bench(home) as opened:
        past = Past(opened, tag, definitions)
        opened.rows("create temp table holds (place bigint, customer_id varchar)")
        for place, day in enumerate(days):
            past.holders("held", day_start(day), day)
            opened.rows(f"insert into holds select {place}, customer_id from held")
        numbered = pd.DataFrame({"place": range(len(days) + 1), "day": [*days, until_on]})
        opened.con.register("numbered", numbered)
        opened.rows("create temp table days as select place, cast(day as date) as day from numbered")
        changes = opened.con.execute(_CHANGES).df()
    changes = changes.assign(item_key=key, observed_on=pd.to_datetime(changes["observed_on"]).dt.date)
    made_of = f"{tag['rule']}|{first_on}|{every}|{until_on}|" + changes.to_csv(index=False)
    backfill_id = hashlib.sha256(made_of.encode()).hexdigest()[:16]
    is_new = state.newest_backfill(key) != backfill_id
    if is_new:
        _keep(state, key, backfill_id, changes)
    customers = changes["customer_id"].nunique()
    return Backfilled(first_on, until_on, len(days), len(changes), customers, is_new)


def _first_seen(state: State, key: str) -> date:
    sql = _FIRST_SEEN.format(
        history=state.history_relation("tag_history"),
        confirmations=state.history_relation("tag_confirmations"),
    )
    with duckdb.connect() as con:
        ((first,),) = con.execute(sql, {"key": key}).fetchall()
    if first is None:
        raise HuaxiangError(
            f"No run knows {key} yet. Run `huaxiang run` first; its past ends where that begins."
        )
    return first


def _days(first_on: date, until_on: date, every: int) -> list[date]:
    if first_on >= until_on:
        raise HuaxiangError(
            f"Runs have observed this tag since {until_on}, and its past ends there. Give a day before that."
        )
    count = ((until_on - first_on).days + every - 1) // every
    if count > _MOST_DAYS:
        raise HuaxiangError(f"{count:,} days to look at are too many; give a later day or a larger --every.")
    return [first_on + timedelta(days=every * place) for place in range(count)]


def _keep(state: State, key: str, backfill_id: str, changes: pd.DataFrame) -> None:
    # a row without a customer, so that a past in which nobody held it replaces one before it, too
    marker = pd.DataFrame([{"customer_id": None, "item_key": key, "observed_on": None, "is_held": None}])
    rows = pd.concat([changes, marker], ignore_index=True).assign(
        backfill_id=backfill_id, made_at=datetime.now(UTC).replace(tzinfo=None)
    )
    state.append_backfill(key, rows[list(BACKFILL_TYPES)])
