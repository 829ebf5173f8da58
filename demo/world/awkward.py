"""The awkward rows of the world's extracts: how often each occurs and what is expected to become of it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa


class Case(NamedTuple):
    """An awkward case: how many per row of the extract (at least one), its fate, what it is, and the
    contract column it shows in.

    Fates: landed (as it is), merged (identical repeats are one row), rejected, unparsable, flagged, repaired,
    left_out.
    """

    rate: float
    fate: str
    what: str
    column: str = ""


CASES: dict[str, dict[str, Case]] = {
    "contacts": {
        "exact_repeat": Case(0.002, "merged", "the same row twice"),
        "conflicting_key": Case(
            0.001, "rejected", "the same key again with another city; the last one lands"
        ),
        "impossible_birth_day": Case(0.002, "flagged", "born 200 years too early", "birth_on"),
        "titled_name": Case(0.004, "repaired", "a title behind the name", "full_name"),
        "junk_name": Case(0.001, "repaired", "a name that says test", "full_name"),
        "junk_phone": Case(0.002, "repaired", "13800138000, which everybody gives", "phone"),
    },
    "accounts": {
        "negative_size": Case(0.01, "flagged", "a company of less than no people", "employee_count")
    },
    "customers": {
        "exact_repeat": Case(0.001, "merged", "the same row twice"),
        "half_saved": Case(0.0005, "rejected", "an account again, without number"),
        "wide_phone": Case(0.002, "repaired", "a number in full-width digits", "phone"),
    },
    "orders": {
        "exact_repeat": Case(0.0005, "merged", "the same row twice"),
        "conflicting_key": Case(0.0001, "rejected", "the same key again, paid otherwise; the last one lands"),
        "unparsable_date": Case(0.0002, "rejected", "month 13, day 45"),
        "missing_key": Case(0.0001, "rejected", "an order without number"),
        "short_line": Case(0.0001, "unparsable", "a line cut off after four columns"),
        "test_order": Case(0.0003, "left_out", "marked TEST in the remark"),
        "unknown_currency": Case(0.0001, "flagged", "currency XXQ", "currency_code"),
        "in_the_future": Case(0.0001, "flagged", "dated in the year 2099", "ordered_at"),
    },
    "order_lines": {
        "exact_repeat": Case(0.0002, "merged", "the same row twice"),
        "adjustment": Case(0.0002, "flagged", "a price difference booked as a negative price", "unit_price"),
    },
    "payments": {
        "exact_repeat": Case(0.0002, "merged", "the same row twice"),
        "negative_amount": Case(0.0001, "flagged", "a payment of less than nothing", "paid_amount"),
    },
    "returns": {
        "without_order": Case(0.03, "landed", "the clerk left out the order"),
        "unparsable_amount": Case(0.001, "rejected", "an amount written with its unit"),
    },
    "reviews": {
        "broken_line": Case(0.0005, "unparsable", "a JSON line cut in half"),
        "exact_repeat": Case(0.001, "merged", "the same review twice"),
        "impossible_rating": Case(0.001, "flagged", "nine stars", "rating"),
    },
    "events": {
        "broken_line": Case(0.00005, "unparsable", "a JSON line cut in half"),
        "exact_repeat": Case(0.0004, "merged", "sent twice by the tracker"),
        "unknown_event": Case(0.0001, "flagged", "a word the contract does not know", "event_name"),
        "in_the_future": Case(
            0.00005, "flagged", "a device whose clock stands in the year 2099", "occurred_at"
        ),
    },
    "messages": {"unknown_arm": Case(0.0002, "flagged", "an arm called ctrl2", "arm")},
    "message_events": {
        "exact_repeat": Case(0.0005, "merged", "the same row twice"),
        "missing_message": Case(0.0002, "rejected", "an event of no message"),
    },
    "consents": {"unknown_status": Case(0.0002, "flagged", "neither granted nor withdrawn", "status")},
    "tickets": {
        "broken_line": Case(0.0005, "unparsable", "a JSON line cut in half"),
        "impossible_score": Case(0.002, "flagged", "a satisfaction of 11", "satisfaction_score"),
    },
    "conversations": {
        "unknown_answerer": Case(0.001, "flagged", "answered by the system", "answered_by"),
        "negative_count": Case(0.001, "flagged", "fewer utterances than none", "turn_count"),
        "ends_too_soon": Case(0.001, "flagged", "over before it began", "ended_at"),
    },
    "redemptions": {
        "exact_repeat": Case(0.002, "merged", "the same row twice"),
        "missing_coupon": Case(0.002, "rejected", "a redemption of no coupon"),
        "in_the_future": Case(0.001, "flagged", "redeemed in the year 2099", "redeemed_at"),
    },
    "deals": {
        "negative_amount": Case(0.01, "flagged", "a deal worth less than nothing", "opportunity_amount")
    },
    "calls": {
        "unparsable_date": Case(0.002, "rejected", "yesterday afternoon"),
        "negative_length": Case(0.002, "flagged", "a call shorter than nothing", "duration_seconds"),
    },
    "service_contracts": {"negative_price": Case(0.005, "flagged", "a price below zero", "period_amount")},
    "stock": {
        "negative_stock": Case(0.0005, "flagged", "less than nothing in the warehouse", "stock_quantity")
    },
    "wecom_contacts": {
        "unknown_type": Case(0.002, "flagged", "a type the interface does not have", "contact_type"),
        "in_the_future": Case(0.001, "flagged", "added in the year 2099", "added_at"),
    },
    "group_messages": {"missing_group": Case(0.0005, "rejected", "a message of no group")},
    "radar_clicks": {
        "exact_repeat": Case(0.001, "merged", "the same look twice"),
        "negative_length": Case(0.0005, "flagged", "looked at for less than no time", "viewed_seconds"),
    },
    "social_interactions": {
        "exact_repeat": Case(0.001, "merged", "the same row twice"),
        "unknown_kind": Case(0.001, "flagged", "an action the contract does not know", "interaction_kind"),
    },
    "invitations": {"exact_repeat": Case(0.001, "merged", "the same invitation twice")},
    "answers": {"impossible_score": Case(0.002, "flagged", "11 of 10", "score")},
    "rates": {"zero_rate": Case(0.001, "flagged", "a currency worth nothing", "rate")},
}
# where an extract is read: source system, object, contract table
WHERE = {
    "contacts": ("demo_crm", "contacts", "crm.contacts"),
    "accounts": ("demo_crm", "accounts", "crm.accounts"),
    "customers": ("demo_shop", "customers", "shop.customers"),
    "orders": ("demo_shop", "orders", "shop.orders"),
    "order_lines": ("demo_shop", "order_lines", "shop.order_lines"),
    "payments": ("demo_shop", "payments", "shop.payments"),
    "returns": ("demo_shop", "returns", "shop.returns"),
    "reviews": ("demo_shop", "reviews", "shop.reviews"),
    "events": ("demo_web", "events", "web.events"),
    "messages": ("demo_marketing", "messages", "marketing.messages"),
    "message_events": ("demo_marketing", "message_events", "marketing.message_events"),
    "consents": ("demo_marketing", "consents", "privacy.consents"),
    "redemptions": ("demo_marketing", "redemptions", "marketing.coupon_redemptions"),
    "tickets": ("demo_service", "tickets", "service.tickets"),
    "conversations": ("demo_service", "conversations", "service.conversations"),
    "deals": ("demo_sales", "deals", "crm.opportunities"),
    "calls": ("demo_sales", "calls", "crm.interactions"),
    "service_contracts": ("demo_erp", "service_contracts", "shop.subscriptions"),
    "stock": ("demo_erp", "stock", "shop.stock_levels"),
    "wecom_contacts": ("demo_wecom", "contacts", "wecom.external_contacts"),
    "group_messages": ("demo_scrm", "group_messages", "wecom.group_messages"),
    "radar_clicks": ("demo_scrm", "radar_clicks", "wecom.radar_clicks"),
    "social_interactions": ("demo_social", "social_interactions", "social.interactions"),
    "invitations": ("demo_survey", "invitations", "survey.invitations"),
    "answers": ("demo_survey", "answers", "survey.responses"),
    "rates": ("demo_reference", "rates", "reference.exchange_rates"),
}
# cases that can only be written into text
_TEXT_ONLY = ("short_line", "broken_line")
# cases that are another copy of a row, at the end of the file
_COPIES = ("exact_repeat", "conflicting_key", "half_saved", "test_order")


class Awkward:
    """Draws which rows of an extract are awkward, and counts them."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self._parts: Counter[str] = Counter()
        self._faults: list[tuple[str, str, int, int, int]] = []

    def rows(
        self, rng: np.random.Generator, table: str, count: int, *, is_text: bool = True
    ) -> tuple[np.ndarray, pa.DictionaryArray]:
        """Which of the `count` rows to write, in this order, and the case of each ("" for a plain one).

        Of too few rows to show all cases, each once, only the first cases are shown.
        """
        self._parts[table] += 1
        names = [name for name in CASES[table] if is_text or name not in _TEXT_ONLY]
        wanted = [name for name in names for _ in range(max(1, round(CASES[table][name].rate * count)))]
        chosen = rng.choice(count, size=min(len(wanted), count), replace=False)
        cases = np.zeros(count, np.int8)
        copies: list[int] = []
        copied: list[int] = []
        for row, name in zip(chosen, wanted, strict=False):
            self.counts[table, name] += 1
            place = count + len(copies) if name in _COPIES else row
            self._faults.append((table, name, self._parts[table], place + 1, row + 1))
            if name in _COPIES:
                copies.append(row)
                copied.append(names.index(name) + 1)
            else:
                cases[row] = names.index(name) + 1
        take = np.concatenate([np.arange(count), np.array(copies, np.int64)])
        codes = np.concatenate([cases, np.array(copied, np.int8)])
        return take, pa.DictionaryArray.from_arrays(pa.array(codes), ["", *names])

    def frame(self) -> pd.DataFrame:
        """One row per case: table, case, fate, injected, what."""
        rows = [
            (table, name, case.fate, self.counts[table, name], case.what)
            for table, cases in CASES.items()
            for name, case in cases.items()
        ]
        return pd.DataFrame(rows, columns=["extract", "case", "fate", "injected", "what"])

    def faults(self) -> pd.DataFrame:
        """One row per awkward row, with the case's fate and column.

        part counts the object's files and row the records in one, from 1; copy_of is the row it repeats.
        """
        rows = [
            (*WHERE[extract], case, CASES[extract][case].fate, CASES[extract][case].column, part, row, of)
            for extract, case, part, row, of in self._faults
        ]
        names = [
            "source_system",
            "object",
            "contract_table",
            "case",
            "fate",
            "column",
            "part",
            "row",
            "copy_of",
        ]
        return pd.DataFrame(rows, columns=names).astype({"part": int, "row": int, "copy_of": int})
