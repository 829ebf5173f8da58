"""The awkward cases of the sample: how often each occurs and what is expected to become of it."""

from typing import NamedTuple


class Case(NamedTuple):
    """An awkward case: how often it is injected, what is expected to become of its rows, and what it is.

    Fates: landed (as it is), merged (identical repeats are one row), rejected, unparsable, flagged, left_out.
    """

    count: int
    fate: str
    what: str


CASES: dict[str, dict[str, Case]] = {
    "contacts": {
        "exact_repeat": Case(1, "merged", "the same row twice"),
        "conflicting_key": Case(1, "rejected", "the same key again with another city; the last one lands"),
        "impossible_birth_day": Case(1, "flagged", "born 200 years ago"),
    },
    "customers": {
        "second_account": Case(2, "landed", "another account of a known person, same phone, no e-mail"),
        "missing_key": Case(1, "rejected", "an account without number"),
    },
    "orders": {
        "guest_known_email": Case(8, "landed", "no account, the e-mail of a known customer"),
        "guest_known_phone": Case(6, "landed", "no account, the phone of a known customer"),
        "guest_unknown": Case(6, "landed", "a walk-in: no account, no e-mail, no phone"),
        "guest_new_email": Case(5, "landed", "no account, an e-mail seen nowhere else"),
        "exact_repeat": Case(2, "merged", "the same row twice"),
        "conflicting_key": Case(1, "rejected", "the same key again, paid otherwise; the last one lands"),
        "unparsable_date": Case(1, "rejected", "month 13, day 45"),
        "missing_key": Case(1, "rejected", "an order without number"),
        "short_line": Case(1, "unparsable", "a line cut off after four columns"),
        "test_order": Case(1, "left_out", "marked TEST in the remark"),
        "unknown_currency": Case(1, "flagged", "currency XXQ"),
        "in_the_future": Case(1, "flagged", "dated 400 days after the later of end_on and today"),
        "foreign_currency": Case(1, "landed", "in USD, for which there is no rate"),
        "gift_only": Case(1, "landed", "a sample parcel: no sale line, so not an order"),
        "day_90": Case(1, "landed", "00:00:00 on the day 90 days before end_on, that customer's only order"),
        "day_91": Case(1, "landed", "23:59:59 on the day 91 days before end_on, that customer's only order"),
        "last_second": Case(1, "landed", "23:59:59 on the day before end_on, the latest order"),
    },
    "order_lines": {
        "gift": Case(13, "landed", "price 0: in the 12 largest orders and the gift_only order"),
        "adjustment": Case(1, "flagged", "a price difference booked as a negative price"),
        "test_line": Case(1, "left_out", "the line of the test order"),
        "exact_repeat": Case(1, "merged", "the same row twice"),
    },
    "returns": {
        "cancellation": Case(8, "landed", "cancelled lines"),
        "return": Case(30, "landed", "returned lines"),
        "without_order": Case(4, "landed", "the clerk left out the order; on one the customer too"),
    },
    "events": {
        "broken_line": Case(2, "unparsable", "a JSON line cut in half"),
        "exact_repeat": Case(6, "merged", "sent twice by the tracker"),
    },
}


def faults() -> dict[str, int]:
    """How often each awkward case is injected, by `<extract>.<case>`."""
    return {
        f"{extract}.{name}": case.count for extract, cases in CASES.items() for name, case in cases.items()
    }
