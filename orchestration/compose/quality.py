"""What definitions/quality.yml may hold, and what a check across tables needs by its kind."""

from collections.abc import Iterable

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.kinds import (
    COLUMN,
    CONTRACT_TABLE,
    KEY,
    NAME,
    POSITIVE,
    SQL,
    Entries,
    Kind,
    Maybe,
    is_number,
    list_of,
    matching,
    one_of,
    text,
)

RATE = Kind("a number from 0 to 1", lambda value: is_number(value) and 0 <= value <= 1)
ABOVE_ZERO = Kind("a number above 0", lambda value: is_number(value) and value > 0)
MODEL = matching("a model such as stg_shop__orders", r"[a-z]+(_+[a-z]+)*")
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
            "kind": one_of("refers", "adds_up", "at_most"),
            "table": MODEL,
            "columns": Maybe(list_of("a list of column names", COLUMN.holds)),
            "value": Maybe(SQL),
            "other_table": Maybe(MODEL),
            "other_value": Maybe(SQL),
            "tolerance": Maybe(RATE),
            "most_broken_share": RATE,
            "advice": text("what a person does when it fails"),
        },
    ),
}

# kind → keys it needs; `tolerance` may stand where sums are compared
NEEDS = {
    "refers": {"columns", "other_table"},
    "adds_up": {"columns", "other_table", "value", "other_value"},
    "at_most": {"columns", "other_table", "value", "other_value"},
}
_SUMS = ("adds_up", "at_most")


def check_kinds(checks: Iterable[Mapping], problems: Problems) -> None:
    """Report keys that a kind of check needs and lacks, or has and does not know; and a key given twice."""
    seen = set()
    for check in checks:
        if check.get("key") in seen:
            problems.add(check.places["key"], f"{check.what} stands here twice; choose another key.")
        seen.add(check.get("key"))
        kind = check.get("kind")
        if kind not in NEEDS:
            continue
        given = check.keys() & {"columns", "other_table", "value", "other_value", "tolerance"}
        for key in sorted(NEEDS[kind] - given):
            text = f"{check.what} has no `{key}`; kind {kind} needs {', '.join(sorted(NEEDS[kind]))}."
            problems.add(check.places["key"], text)
        for key in sorted(given - NEEDS[kind] - ({"tolerance"} if kind in _SUMS else set())):
            problems.add(check.places[key], f"{check.what}: kind {kind} has no `{key}`; take it out.")
