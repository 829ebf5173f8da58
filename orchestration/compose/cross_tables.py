"""What a check across tables needs by its kind."""

from collections.abc import Iterable

from orchestration.compose.documents import Mapping, Problems

# kind → keys it needs; `tolerance` may stand where sums are compared
NEEDS = {
    "refers": {"columns", "other_table"},
    "adds_up": {"columns", "other_table", "value", "other_value"},
    "at_most": {"columns", "other_table", "value", "other_value"},
    "not_before": {"value", "other_value"},
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
