"""What goals.yml may hold."""

import re
from datetime import date
from typing import Any

from orchestration.compose.kinds import (
    KEY,
    NAME,
    SQL,
    Entries,
    Kind,
    Maybe,
    is_number,
    matching,
    one_of,
    text,
)


def _is_day(value: Any) -> bool:
    try:
        return (
            isinstance(value, str)
            and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))
            and bool(date.fromisoformat(value))
        )
    except ValueError:
        return False


GOALS = Entries(
    "goal",
    "key",
    {
        "key": KEY,
        "name": NAME,
        "from": matching("a public table such as mart_customer_profiles", "(dim|fct|mart)_[a-z0-9_]+"),
        "where": Maybe(SQL),
        "value": SQL,
        "unit": one_of("share", "count", "amount", "days", "score"),
        "target": Kind("a number", is_number),
        "direction": one_of("at_least", "at_most"),
        "by": Kind("a day such as 2027-06-30", _is_day),
        "owner": text("the team that answers for it"),
    },
)
