"""The hidden truth, kept apart from what the systems know. Parquet; moments are naive Beijing time.

persons: who somebody is; order_count and spend_amount are all they bought in the history (before returns),
whomever the systems take them for. leaving: when somebody leaves for good, and the first day of an order in
the AHEAD days after the history. coming: each day of these on which somebody orders. reviews: the mood in
which each was written, whatever its stars. records: whose a row of a contract table is. devices: who uses a
device (two people may share one; null: a stranger). personas. uplifts: by how much a kind of campaign raises
the chance of an order. effects: how many orders each campaign caused. awkward: what was injected, how often.
faults: in which rows. referrals: who sent whom. traps: who looks like whom, and whether they are to be
told apart. span: first day of the history, the day it ends before, and the day the truth ends before.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from demo.world import campaigns, names, opinions, voices
from demo.world.catalogue import CATEGORIES
from demo.world.dealings import for_company
from demo.world.exports.desk import Desk
from demo.world.exports.register import referrers
from demo.world.exports.reviews import review_keys
from demo.world.exports.shop import ORDER_NUMBER
from demo.world.exports.web import device_keys
from demo.world.history import Chapter
from demo.world.people import KINDS, NEVER, joined_at
from demo.world.personas import CHANNEL_SHARES, CHANNELS, PERSONAS
from demo.world.rhythm import DAY
from demo.world.traps import TRAPS
from demo.world.writing import words

PERSON = "case when person >= 0 then 'P' || lpad((person + 1)::varchar, 7, '0') end as person_id"
PERSONS = f"""
select
    {PERSON},
    kind,
    full_name,
    if(is_female, 'female', 'male') as gender,
    birth_on,
    city,
    region,
    case when company >= 0 then 'DW' || lpad((company + 1)::varchar, 5, '0') end as account_id,
    persona,
    price_sensitivity,
    preferred_category,
    preferred_hour,
    orders_per_year,
    is_early as is_early_adopter,
    joined_at,
    order_count,
    yuan(spend) as spend_amount
from rows
"""
LEAVING = f"select {PERSON}, left_at, has_left, last_ordered_at, next_ordered_on from rows"
RECORDS = f"""
select
    case what when 0 then 'demo_crm' when 3 then 'demo_service' else 'demo_shop' end as source_system,
    case what
        when 0 then 'crm.contacts'
        when 1 then 'shop.customers'
        when 2 then 'shop.orders'
        else 'service.tickets'
    end as contract_table,
    case what
        when 0 then 'KH' || lpad(sequence::varchar, 7, '0')
        when 1 then 'M' || sequence
        when 2 then {ORDER_NUMBER}
        else 'GD' || lpad(sequence::varchar, 8, '0')
    end as record_key,
    {PERSON}
from rows
"""
COMING = f"select {PERSON}, ordered_on from rows"
REVIEWS = "select 'PJ' || hex(review_key, 14) as record_key, mood, is_ironic, is_english from rows"
DEVICES_OF = f"select 'dv-' || hex(device_key, 14) as anonymous_id, {PERSON} from rows"


class Truth:
    """Writes the truth chapter by chapter, and at the end what holds for the whole world."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._sent = np.zeros((len(desk.world.schedule), 3), np.int64)

    def write_chapter(self, chapter: Chapter) -> None:
        """Persons, leaving, coming orders, reviews, records and devices of a block of people."""
        self._write("persons", PERSONS, chapter, self._persons(chapter))
        self._write("leaving", LEAVING, chapter, self._leaving(chapter))
        self._write("coming", COMING, chapter, self._coming(chapter))
        self._write("reviews", REVIEWS, chapter, self._reviews(chapter))
        self._write("records", RECORDS, chapter, self._records(chapter))
        seen = pd.DataFrame({"device_key": device_keys(chapter), "person": chapter.visits["person"]})
        seen["person"] = seen["person"].where(seen["person"] < 0, seen["person"] + chapter.first)
        seen = seen.drop_duplicates(ignore_index=True)
        self._write("devices", DEVICES_OF, chapter, {name: seen[name] for name in seen})
        self._count(chapter)

    def _write(self, name: str, select: str, chapter: Chapter, columns: dict[str, object]) -> None:
        rows = pa.table({key: pa.array(column) for key, column in columns.items()})
        self.desk.scribe.parquet(rows, select, self.desk.path("truth", name, "parquet", chapter.block))

    def _persons(self, chapter: Chapter) -> dict[str, object]:
        who, orders, lines = chapter.who, chapter.orders, chapter.lines
        span = self.desk.world.span
        city_names, regions, _ = names.cities()
        # what somebody orders for their company is not their own
        own = ~for_company(chapter)
        amounts = np.bincount(lines["order"], lines["quantity"] * lines["unit_price"], len(orders)) * own
        return {
            "person": np.arange(len(who)) + chapter.first,
            "kind": words(who["kind"], KINDS),
            "persona": words(who["persona"], list(PERSONAS["persona"])),
            "preferred_category": words(who["category"], list(CATEGORIES)),
            "preferred_hour": who["hour"],
            "city": words(who["city"], city_names),
            "region": words(who["city"], regions),
            "birth_on": who["birth_on"].to_numpy().astype("datetime64[D]"),
            "joined_at": span.stamps(joined_at(who)),
            "order_count": np.bincount(orders["person"][own], minlength=len(who)),
            "spend": np.bincount(orders["person"], amounts, len(who)).astype(np.int64),
        } | {
            name: who[name]
            for name in (
                "full_name",
                "is_female",
                "is_early",
                "company",
                "price_sensitivity",
                "orders_per_year",
            )
        }

    def _leaving(self, chapter: Chapter) -> dict[str, object]:
        who, span = chapter.who, self.desk.world.span
        left = who["left"].to_numpy()
        last = chapter.orders.groupby("person")["at"].max().reindex(who.index)
        following = chapter.ahead.groupby("person")["day"].min().reindex(who.index)
        nothing = np.datetime64("NaT")
        days = span.opening + following.fillna(0).to_numpy().astype(int)
        return {
            "person": np.arange(len(who)) + chapter.first,
            "left_at": np.where(left < NEVER, span.stamps(np.minimum(left, NEVER) * DAY), nothing),
            "has_left": left < span.days,
            "last_ordered_at": np.where(last.notna(), span.stamps(last.fillna(0)), nothing),
            "next_ordered_on": np.where(following.notna(), days, nothing),
        }

    def _coming(self, chapter: Chapter) -> dict[str, object]:
        days = chapter.ahead[["person", "day"]].drop_duplicates()
        on = self.desk.world.span.opening + days["day"].to_numpy().astype(int)
        return {"person": days["person"].to_numpy() + chapter.first, "ordered_on": on}

    def _reviews(self, chapter: Chapter) -> dict[str, object]:
        told = opinions.texts(self.desk.world, chapter, voices.reviews(self.desk.world, chapter))
        columns = {name: told[name] for name in ("is_ironic", "is_english")}
        return columns | {
            "review_key": review_keys(chapter, len(told)),
            "mood": words(told["mood"], opinions.MOODS),
        }

    def _records(self, chapter: Chapter) -> dict[str, object]:
        world, first, last = self.desk.world, chapter.first, chapter.first + len(chapter.who)
        parts = []
        for what, frame in enumerate((world.contacts, world.accounts)):
            own = frame[(frame["person"] >= first) & (frame["person"] < last)]
            parts.append(
                pd.DataFrame({"what": what, "person": own["person"], "sequence": own["number"], "at": 0})
            )
        own_orders = chapter.orders[~for_company(chapter)]
        for what, frame in ((2, own_orders), (3, chapter.tickets.rename(columns={"opened": "at"}))):
            rows = frame[["person", "sequence", "at"]].assign(what=what)
            parts.append(rows.assign(person=rows["person"] + first))
        frame = pd.concat(parts, ignore_index=True)
        columns = {name: frame[name] for name in ("what", "person", "sequence")}
        return columns | {"ordered": world.span.stamps(frame["at"].to_numpy())}

    def _count(self, chapter: Chapter) -> None:
        messages = chapter.messages
        held = messages["is_holdout"].to_numpy().astype(bool)
        for column, rows in enumerate((~held, held, messages["order_day"].to_numpy() >= 0)):
            numbers = messages["campaign"].to_numpy()[rows].astype(np.int64)
            self._sent[:, column] += np.bincount(numbers, minlength=len(self._sent))

    def finish(self) -> None:
        """Personas, uplifts, effects and what was injected."""
        personas = PERSONAS.assign(channel=np.array(CHANNELS)[CHANNEL_SHARES.argmax(axis=1)])
        uplifts = pd.DataFrame(campaigns.UPLIFTS, index=list(campaigns.KINDS), columns=PERSONAS["persona"])
        uplifts = (
            uplifts.rename_axis("kind").reset_index().melt("kind", var_name="persona", value_name="uplift")
        )
        effects = pd.DataFrame(self._sent, columns=["sent", "held_out", "orders_caused"])
        effects.insert(0, "campaign_id", self.desk.world.schedule["campaign_id"])
        span = self.desk.world.span
        days = span.opening + np.array([0, span.days, span.total])
        whole = {
            "span": pd.DataFrame([days.tolist()], columns=["opens_on", "end_on", "known_until_on"]),
            "personas": personas,
            "uplifts": uplifts,
            "effects": effects,
            "awkward": self.desk.awkward.frame(),
            "faults": self.desk.awkward.faults(),
            "referrals": self._referrals(),
            "traps": _traps(self.desk.world.traps),
        }
        for name, frame in whole.items():
            table = pa.Table.from_pandas(frame, preserve_index=False)
            pq.write_table(table, self.desk.path("truth", name, "parquet"))

    def _referrals(self) -> pd.DataFrame:
        """One row per two people of whom one sent the other: person_id, referred_person_id."""
        opened = self.desk.world.accounts
        sent_by, person = referrers(self.desk.draw("referrals"), opened), opened["person"].to_numpy()
        frame = pd.DataFrame({"person": person[sent_by], "referred": person})[sent_by >= 0]
        frame = frame[frame["person"] != frame["referred"]].drop_duplicates(ignore_index=True)
        return pd.DataFrame(
            {"person_id": _person_ids(frame["person"]), "referred_person_id": _person_ids(frame["referred"])}
        )


def _person_ids(person: pd.Series) -> pd.Series:
    return "P" + (person + 1).astype(str).str.zfill(7)


def _traps(laid: pd.DataFrame) -> pd.DataFrame:
    """One row per trap, group and person: trap, should (apart or together), what, group, person_id."""
    told = pd.DataFrame.from_dict(TRAPS, orient="index", columns=["rate", "should", "what"])
    frame = laid.join(told[["should", "what"]], on="trap")
    frame["person_id"] = _person_ids(frame["person"])
    return frame[["trap", "should", "what", "group", "person_id"]]
