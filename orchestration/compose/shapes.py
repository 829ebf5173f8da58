"""What each definitions file may hold, as data."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from orchestration.ingest.cleaning.kinds import KINDS


class Kind(NamedTuple):
    """A value, or a list of values, that `holds`; `expected` finishes the sentence "write …"."""

    expected: str
    holds: Callable[[Any], bool]


class Maybe(NamedTuple):
    """A key that may be left out."""

    shape: "Shape"


class Entries(NamedTuple):
    """A list of mappings, at least so many; messages call one of them by `noun` and its value of `key`."""

    noun: str
    key: str
    shape: "Shape"
    least: int = 0


# a dict is a mapping with these keys and no other; the key `...` stands for any further snake_case keys
Shape = Kind | Maybe | Entries | dict[Any, Any]


def _text(expected: str) -> Kind:
    return Kind(expected, lambda value: isinstance(value, str) and value.strip() != "")


def _matching(expected: str, pattern: str) -> Kind:
    return Kind(expected, lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None)


def _one_of(*choices: str) -> Kind:
    return Kind(f"one of {', '.join(choices)}", lambda value: value in choices)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_positive(value: Any) -> bool:
    return _is_number(value) and isinstance(value, int) and value > 0


def _list_of(expected: str, holds: Callable[[Any], bool], length: int | None = None) -> Kind:
    def all_hold(values: Any) -> bool:
        return isinstance(values, list) and bool(values) and all(map(holds, values))

    return Kind(expected, lambda values: all_hold(values) and length in (None, len(values)))


def _distinct(kind: Kind) -> Kind:
    return Kind(
        f"{kind.expected}, each once",
        lambda values: kind.holds(values) and len(set(values)) == len(values),
    )


def _is_time_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value).key)
    except (ValueError, OSError, KeyError):  # malformed, a directory of the zone database, unknown
        return False


KEY = _matching("a name in snake_case", r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
NAME = {"zh": _text("the Chinese name"), "en": _text("the English name")}
RULE = _text('an SQL condition as text, such as order_count > 0 or "true"')
SQL = _text("an SQL expression")
DESCRIPTION = _text("what the number means, in a few words")
COLUMN = _text("the name of a column")
TYPE = _matching(
    "one of bigint, boolean, date, double, string, timestamp, decimal(precision,scale)",
    r"bigint|boolean|date|double|string|timestamp|decimal\(\d+,\s*\d+\)",
)
CONTRACT_TABLE = _matching("a contract table such as shop.orders", r"[a-z_]+\.[a-z_]+")
POSITIVE = Kind("a positive whole number", _is_positive)
SHARE = Kind("a number between 0 and 1", lambda value: _is_number(value) and 0 < value < 1)
SCORE = Kind("a score from 1 to 5", lambda value: _is_positive(value) and value <= 5)
SERVES = {
    "owner": _text("the team that answers for it"),
    "purpose": _text("what it is good for"),
    "action": _text("what is done with the customers it finds"),
}

COUNTRY = _matching("an ISO 3166 code of two letters such as CN", "[A-Z]{2}")

SETTINGS = {
    "business_timezone": Kind("an IANA time zone such as Asia/Shanghai", _is_time_zone),
    "reporting_currency": Kind(
        "an ISO 4217 code such as EUR, or null",
        lambda value: (
            value is None or (isinstance(value, str) and re.fullmatch("[A-Z]{3}", value) is not None)
        ),
    ),
    "exchange_rate_days": Kind("a positive whole number of days", _is_positive),
    "window_days": _distinct(_list_of("a list of positive whole numbers of days", _is_positive)),
    "profile_fresh_days": Kind("a positive whole number of days", _is_positive),
    "high_value_score": SCORE,
    "high_frequency_score": SCORE,
    **dict.fromkeys(("churn_medium_from", "churn_high_from"), SHARE),
    **dict.fromkeys(("cluster_min_share", "cluster_max_moved_share"), SHARE),
    **dict.fromkeys(("churn_horizon_days", "churn_min_rows", "churn_min_per_class"), POSITIVE),
    **dict.fromkeys(("churn_min_cut_offs", "cluster_min_customers"), POSITIVE),
    **dict.fromkeys(("cluster_least", "cluster_most"), POSITIVE),
    "profile_fields": _distinct(_list_of("a list of column names", KEY.holds)),
    "company_profile_fields": _distinct(_list_of("a list of column names", KEY.holds)),
    ...: Kind("a value", lambda value: value is not None),
}

FACTS = {
    ...: {
        "table": _text("the name of a table or working model"),
        "happened": KEY,
        "where": Maybe(SQL),
        "qualify": Maybe(SQL),
        "comes_from": _distinct(
            _list_of("a list of contract tables such as shop.orders", CONTRACT_TABLE.holds)
        ),
    }
}
FEATURES = {
    "own": Entries(
        "own feature",
        "name",
        {
            "name": KEY,
            "from": _text("the name of a fact of facts.yml"),
            "value": Maybe(SQL),
            "where": Maybe(SQL),
            "most_frequent": Maybe(COLUMN),
            "latest": Maybe(COLUMN),
            "type": TYPE,
            "windows": _distinct(
                _list_of(
                    "a list of `all` and numbers of days", lambda value: value == "all" or _is_positive(value)
                )
            ),
            "empty": Maybe(Kind("a number", _is_number)),
            "column_all": Maybe(KEY),
            "description": DESCRIPTION,
        },
    ),
    "derived": Entries(
        "derived feature",
        "name",
        {
            "name": KEY,
            "value": Maybe(SQL),
            "days_between": Maybe(_list_of("a list of two columns", COLUMN.holds, length=2)),
            "type": TYPE,
            "description": DESCRIPTION,
        },
    ),
    "age": Entries("age feature", "name", {"name": KEY, "since": COLUMN, "description": DESCRIPTION}),
    "relative": Entries(
        "relative feature", "name", {"name": KEY, "of": COLUMN, "where": SQL, "description": DESCRIPTION}
    ),
}

RFM = {
    "quantiles": Kind(
        "four numbers between 0 and 1, rising",
        lambda values: (
            _list_of("", _is_number, length=4).holds(values)
            and all(low < high for low, high in zip([0, *values], [*values, 1], strict=True))
        ),
    ),
    "classes": {"no_order": NAME, ...: NAME},
    "grid": {
        score: _list_of("a list of five classes", lambda value: isinstance(value, str), length=5)
        for score in (5, 4, 3, 2, 1)
    },
    "quadrants": {
        quadrant: {**NAME, "treatment": NAME} for quadrant in ("diamond", "gold", "silver", "iron")
    },
}

IDENTITY = {
    "identifiers": {
        ...: {"makes_customer": Kind("true or false", lambda v: isinstance(v, bool)), "name": NAME}
    }
}


def _words(expected: str, pattern: str) -> Kind:
    def holds(value: Any) -> bool:
        return isinstance(value, dict) and all(
            isinstance(word, str) and isinstance(meant, str) and re.fullmatch(pattern, meant)
            for word, meant in value.items()
        )

    return Kind(expected, holds)


def _is_date_format(value: Any) -> bool:
    named = re.findall("%.", value) if isinstance(value, str) else []
    return {"%Y", "%m", "%d"} <= set(named) <= {"%Y", "%m", "%d", "%H", "%M", "%S"}


_TEXTS = _list_of("a list of texts, those that look like numbers in quotes", lambda v: isinstance(v, str))
_DATE_FORMATS = _list_of("a list of formats with %Y, %m and %d, perhaps %H, %M, %S", _is_date_format)
CLEANING = {
    "country": COUNTRY,
    "kinds": {
        kind: _distinct(
            _list_of(f"a list of the rules {', '.join(rules)}", lambda v, known=rules: v in known)
        )
        for kind, rules in KINDS.items()
    },
    "junk": {"repeats": POSITIVE, "any": _TEXTS, **dict.fromkeys(KINDS, Maybe(_TEXTS))},
    "titles": {"before": _TEXTS, "after": _TEXTS},
    "email_domains": _words("a mapping from domains to domains", r"[^@\s]+"),
    "currency_words": _words("a mapping from words to ISO 4217 codes", "[A-Z]{3}"),
    "date_formats": dict.fromkeys(("always", "day_first", "month_first"), _DATE_FORMATS),
    "fill": Entries(
        "fill rule",
        "name",
        {
            "name": KEY,
            "fields": dict.fromkeys(("region", "city"), COLUMN),
            "from": _one_of("orders"),
            "least": POSITIVE,
        },
    ),
}

TAG = {
    "key": KEY,
    "name": NAME,
    "dimension": _one_of("basic", "behaviour", "psychology", "needs", "lifecycle", "value"),
    "rule": RULE,
    **SERVES,
    "ttl_days": Kind("a positive whole number of days", _is_positive),
    "null_policy": _one_of("not_held", "keep_last"),
    "sensitivity": _one_of("low", "medium", "high"),
}

RATE = Kind("a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1)
ABOVE_ZERO = Kind("a number above 0", lambda value: _is_number(value) and value > 0)
MODEL = _matching("a model such as stg_shop__orders", r"[a-z]+(_+[a-z]+)*")
THRESHOLDS = {
    **dict.fromkeys(("least_rows", "least_loads", "most_loads", "most_categories"), POSITIVE),
    **dict.fromkeys(("row_count_share", "row_count_deviations"), ABOVE_ZERO),
    **dict.fromkeys(("most_null_share", "null_share_change", "new_value_share"), RATE),
    **dict.fromkeys(("stability_index", "quantile_shift"), ABOVE_ZERO),
}
QUALITY = {
    "thresholds": THRESHOLDS,
    "tables": Entries(
        "table",
        "table",
        {
            "table": CONTRACT_TABLE,
            **{name: Maybe(kind) for name, kind in THRESHOLDS.items()},
            "columns": Maybe(Entries("column", "column", {"column": KEY, "most_null_share": RATE})),
        },
    ),
    "across_tables": Entries(
        "check",
        "key",
        {
            "key": KEY,
            "name": NAME,
            "kind": _one_of("refers", "adds_up", "at_most", "not_before"),
            "table": MODEL,
            "columns": Maybe(_list_of("a list of column names", COLUMN.holds)),
            "value": Maybe(SQL),
            "other_table": Maybe(MODEL),
            "other_value": Maybe(SQL),
            "tolerance": Maybe(RATE),
            "most_broken_share": RATE,
            "advice": _text("what a person does when it fails"),
        },
    ),
}

# one file per name, whose only top-level key is that name; `tags` are the files of the folder tags/
FILES: dict[str, Shape] = {
    "settings": SETTINGS,
    "rfm": RFM,
    "lifecycle": Entries("lifecycle stage", "stage", {"stage": KEY, "name": NAME, "rule": RULE}, least=1),
    "identity": IDENTITY,
    "facts": FACTS,
    "features": FEATURES,
    "tags": Entries("tag", "key", TAG),
    "cleaning": CLEANING,
    "segments": Entries("segment", "key", {"key": KEY, "name": NAME, "rule": RULE, **SERVES}),
    "quality": QUALITY,
}
