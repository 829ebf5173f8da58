"""What facts.yml, events.yml and features.yml may hold, as data."""

from orchestration.compose.kinds import (
    COLUMN,
    COLUMN_NAME,
    CONTRACT_TABLE,
    DIMENSION,
    KEY,
    MEANING,
    NAME,
    POSITIVE,
    SQL,
    TYPE,
    Entries,
    Kind,
    Maybe,
    distinct,
    is_number,
    list_of,
    one_of,
    text,
)
from orchestration.compose.own_features import is_window

_CONTRACT_TABLES = distinct(list_of("a list of contract tables such as shop.orders", CONTRACT_TABLE.holds))

FACTS = {
    ...: {
        "table": text("the name of a table or working model"),
        "happened": KEY,
        "where": Maybe(SQL),
        "qualify": Maybe(SQL),
        "not_followed_by": Maybe({"fact": KEY, "same": COLUMN}),
        "made_of": Maybe(distinct(list_of("a list of other facts", KEY.holds))),
        **dict.fromkeys(
            ("moments", "overwritten"), Maybe(distinct(list_of("a list of column names", COLUMN.holds)))
        ),
        "comes_from": _CONTRACT_TABLES,
        "row_keys": Maybe(distinct(list_of("a list of column names", COLUMN.holds))),
    }
}
EVENTS = {
    "families": {...: NAME},
    "facts": Entries(
        "event",
        "from",
        {
            "from": text("the name of a fact table"),
            "happened": KEY,
            "where": Maybe(SQL),
            "key": SQL,
            "family": KEY,
            "by": one_of("customer", "company"),
            "types": {...: NAME},
            "type_by": Maybe(SQL),
            **dict.fromkeys(("channel", "session_id", "product_id", "category", "amount"), Maybe(SQL)),
            "contract_table": CONTRACT_TABLE,
        },
    ),
}
_SAYS = {
    "name": COLUMN_NAME,
    "zh": text("the Chinese name"),
    "dimension": DIMENSION,
    "each": Maybe({...: {...: text("the Chinese word")}}),
}
FEATURES = {
    "own": Entries(
        "own feature",
        "name",
        {
            **_SAYS,
            "from": text("the name of a fact of facts.yml"),
            **dict.fromkeys(("value", "where", "share"), Maybe(SQL)),
            **dict.fromkeys(("deviation_of", "most_frequent", "share_of_most_frequent"), Maybe(COLUMN)),
            **dict.fromkeys(("latest", "earliest", "distinct"), Maybe(COLUMN)),
            **dict.fromkeys(("place", "top", "least"), Maybe(POSITIVE)),
            "type": TYPE,
            "windows": distinct(list_of("a list of `all`, numbers of days and prior_…", is_window)),
            "empty": Maybe(Kind("a number", is_number)),
            "column_all": Maybe(KEY),
            "description": MEANING,
        },
    ),
    "derived": Entries(
        "derived feature",
        "name",
        {
            **_SAYS,
            "value": Maybe(SQL),
            "days_between": Maybe(list_of("a list of two columns", COLUMN.holds, length=2)),
            "type": TYPE,
            "description": MEANING,
        },
    ),
    "age": Entries(
        "age feature",
        "name",
        {**_SAYS, "since": Maybe(COLUMN), "until": Maybe(COLUMN), "description": MEANING},
    ),
    "relative": Entries(
        "relative feature",
        "name",
        {
            **_SAYS,
            "of": Maybe(COLUMN),
            "where": Maybe(SQL),
            "from": Maybe(text("the name of a working model")),
            "comes_from": Maybe(_CONTRACT_TABLES),
            "description": MEANING,
        },
    ),
}
