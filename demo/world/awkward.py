"""The awkward rows of the world's extracts: how often each occurs and what is expected to become of it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa


class Case(NamedTuple):
    """An awkward case: how many per row of the extract (at least one), its fate, and what it is.

    Fates: landed (as it is), merged (identical repeats are one row), rejected, unparsable, flagged, repaired,
    left_out.
    """

    rate: float
    fate: str
    what: str


CASES: dict[str, dict[str, Case]] = {
    "contacts": {
        "exact_repeat": Case(0.002, "merged", "the same row twice"),
        "conflicting_key": Case(
            0.001, "rejected", "the same key again with another city; the last one lands"
        ),
        "impossible_birth_day": Case(0.002, "flagged", "born 200 years too early"),
        "titled_name": Case(0.004, "repaired", "a title behind the name"),
        "junk_name": Case(0.001, "repaired", "a name that says test"),
        "junk_phone": Case(0.002, "repaired", "13800138000, which everybody gives"),
    },
    "accounts": {"negative_size": Case(0.01, "flagged", "a company of less than no people")},
    "customers": {
        "exact_repeat": Case(0.001, "merged", "the same row twice"),
        "half_saved": Case(0.0005, "rejected", "an account again, without number"),
        "wide_phone": Case(0.002, "repaired", "a number in full-width digits"),
    },
    "orders": {
        "exact_repeat": Case(0.0005, "merged", "the same row twice"),
        "conflicting_key": Case(0.0001, "rejected", "the same key again, paid otherwise; the last one lands"),
        "unparsable_date": Case(0.0002, "rejected", "month 13, day 45"),
        "missing_key": Case(0.0001, "rejected", "an order without number"),
        "short_line": Case(0.0001, "unparsable", "a line cut off after four columns"),
        "test_order": Case(0.0003, "left_out", "marked TEST in the remark"),
        "unknown_currency": Case(0.0001, "flagged", "currency XXQ"),
        "in_the_future": Case(0.0001, "flagged", "dated in the year 2099"),
    },
    "order_lines": {
        "exact_repeat": Case(0.0002, "merged", "the same row twice"),
        "adjustment": Case(0.0002, "flagged", "a price difference booked as a negative price"),
    },
    "payments": {
        "exact_repeat": Case(0.0002, "merged", "the same row twice"),
        "negative_amount": Case(0.0001, "flagged", "a payment of less than nothing"),
    },
    "returns": {
        "without_order": Case(0.03, "landed", "the clerk left out the order"),
        "unparsable_amount": Case(0.001, "rejected", "an amount written with its unit"),
    },
    "reviews": {
        "broken_line": Case(0.0005, "unparsable", "a JSON line cut in half"),
        "exact_repeat": Case(0.001, "merged", "the same review twice"),
        "impossible_rating": Case(0.001, "flagged", "nine stars"),
    },
    "events": {
        "broken_line": Case(0.00005, "unparsable", "a JSON line cut in half"),
        "exact_repeat": Case(0.0004, "merged", "sent twice by the tracker"),
        "unknown_event": Case(0.0001, "flagged", "a word the contract does not know"),
        "in_the_future": Case(0.00005, "flagged", "a device whose clock stands in the year 2099"),
    },
    "messages": {"unknown_arm": Case(0.0002, "flagged", "an arm called ctrl2")},
    "message_events": {
        "exact_repeat": Case(0.0005, "merged", "the same row twice"),
        "missing_message": Case(0.0002, "rejected", "an event of no message"),
    },
    "consents": {"unknown_status": Case(0.0002, "flagged", "neither granted nor withdrawn")},
    "tickets": {
        "broken_line": Case(0.0005, "unparsable", "a JSON line cut in half"),
        "impossible_score": Case(0.002, "flagged", "a satisfaction of 11"),
    },
    "conversations": {
        "unknown_answerer": Case(0.001, "flagged", "answered by the system"),
        "negative_count": Case(0.001, "flagged", "fewer utterances than none"),
    },
    "redemptions": {
        "exact_repeat": Case(0.002, "merged", "the same row twice"),
        "missing_coupon": Case(0.002, "rejected", "a redemption of no coupon"),
        "in_the_future": Case(0.001, "flagged", "redeemed in the year 2099"),
    },
    "deals": {"negative_amount": Case(0.01, "flagged", "a deal worth less than nothing")},
    "calls": {
        "unparsable_date": Case(0.002, "rejected", "yesterday afternoon"),
        "negative_length": Case(0.002, "flagged", "a call shorter than nothing"),
    },
    "service_contracts": {"negative_price": Case(0.005, "flagged", "a price below zero")},
    "stock": {"negative_stock": Case(0.0005, "flagged", "less than nothing in the warehouse")},
    "wecom_contacts": {
        "unknown_type": Case(0.002, "flagged", "a type the interface does not have"),
        "in_the_future": Case(0.001, "flagged", "added in the year 2099"),
    },
    "group_messages": {"missing_group": Case(0.0005, "rejected", "a message of no group")},
    "radar_clicks": {
        "exact_repeat": Case(0.001, "merged", "the same look twice"),
        "negative_length": Case(0.0005, "flagged", "looked at for less than no time"),
    },
    "social_interactions": {
        "exact_repeat": Case(0.001, "merged", "the same row twice"),
        "unknown_kind": Case(0.001, "flagged", "an action the contract does not know"),
    },
    "invitations": {"exact_repeat": Case(0.001, "merged", "the same invitation twice")},
    "answers": {"impossible_score": Case(0.002, "flagged", "11 of 10")},
    "rates": {"zero_rate": Case(0.001, "flagged", "a currency worth nothing")},
}
# cases that can only be written into text
_TEXT_ONLY = ("short_line", "broken_line")
# cases that are another copy of a row, at the end of the file
_COPIES = ("exact_repeat", "conflicting_key", "half_saved", "test_order")


class Awkward:
    """Draws which rows of an extract are awkward, and counts them."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def rows(
        self, rng: np.random.Generator, table: str, count: int, *, is_text: bool = True
    ) -> tuple[np.ndarray, pa.DictionaryArray]:
        """Which of the `count` rows to write, in this order, and the case of each ("" for a plain one).

        Of too few rows to show all cases, each once, only the first cases are shown.
        """
        names = [name for name in CASES[table] if is_text or name not in _TEXT_ONLY]
        wanted = [name for name in names for _ in range(max(1, round(CASES[table][name].rate * count)))]
        chosen = rng.choice(count, size=min(len(wanted), count), replace=False)
        cases = np.zeros(count, np.int8)
        copies: list[int] = []
        copied: list[int] = []
        for row, name in zip(chosen, wanted, strict=False):
            self.counts[table, name] += 1
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
