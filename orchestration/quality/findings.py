"""What a load's failed checks mean, said to the person who can mend it."""

from collections.abc import Iterable, Iterator, Mapping

from expectations.loads import LoadCheck
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.manifests import Load
from orchestration.ingest.problems import Problem, shown
from orchestration.quality.judging import JudgedLoad

_SHOWN_VALUES = 3
_ASK = "ask whoever exports it whether this is right"


def newest_read(judged: Iterable[JudgedLoad], current: Iterable[Load]) -> list[JudgedLoad]:
    """Of the loads that staging reads the newest per source, table and extract: older ones were told of."""
    read = {load.load_id for load in current}
    newest = {
        entry.load.made_by: entry
        for entry in sorted(judged, key=lambda entry: entry.load.sequence)
        if entry.load.load_id in read
    }
    return list(newest.values())


def load_problems(judged: Iterable[JudgedLoad], contracts: Mapping[str, ContractTable]) -> Iterator[Problem]:
    """A warning per failed check; categories no earlier load had are named, personal ones masked."""
    for entry in judged:
        contract = contracts[entry.load.table]
        for check in entry.failed:
            message = f"{told(check, contract)}. What to do: {remedy(check, contract)}."
            yield Problem("warning", entry.load.source_system, entry.load.table, "", message)


def told(check: LoadCheck, contract: ContractTable) -> str:
    """What was seen, and what was expected."""
    name, observed = check.column, check.observed
    against = f"{check.compared_loads} earlier loads" if check.compared_loads > 1 else "the load before"
    match check.name:
        case "row_count":
            return (
                f"{observed:,.0f} rows landed, {check.low:,.0f} to {check.high:,.0f} expected after {against}"
            )
        case "most_null_share":
            return f"{name}: {observed:.1%} of its rows are empty, at most {check.high:.1%} may be"
        case "null_share":
            return (
                f"{name}: {observed:.1%} of its rows are empty, {check.low:.1%} to {check.high:.1%} expected"
                f" after {against}"
            )
        case "new_values":
            column = contract.column(name)
            values = ", ".join(shown(value, column) for value in check.new_values[:_SHOWN_VALUES])
            more = ", …" if len(check.new_values) > _SHOWN_VALUES else ""
            return f"{name}: {observed:.1%} of its values are new since {against}: {values}{more}"
        case "stability_index":
            return (
                f"{name}: the shares of its values have moved since {against} (stability index"
                f" {observed:.2f}, at most {check.high:.2f} expected)"
            )
        case "quantile_shift":
            return (
                f"{name}: its quartiles have moved by {observed:.0%} of their usual range since {against}, at"
                f" most {check.high:.0%} expected"
            )
    raise ValueError(f"no words for the check {check.name}")


THRESHOLDS = {
    "row_count": "row_count_share",
    "most_null_share": "most_null_share",
    "null_share": "null_share_change",
    "new_values": "new_value_share",
    "stability_index": "stability_index",
    "quantile_shift": "quantile_shift",
}
_SUSPECTS = {
    "row_count": "is the export whole?",
    "most_null_share": "does the export still fill the column?",
    "null_share": "does the export still fill the column?",
    "new_values": "new words, or columns that have changed places?",
    "stability_index": "another kind of customer, or a filter in the export?",
    "quantile_shift": "another unit or currency?",
}


def remedy(check: LoadCheck, contract: ContractTable) -> str:
    """Whom to ask what, and where to say that this is normal."""
    where = f"`{THRESHOLDS[check.name]}` of {contract.full_name} in definitions/quality.yml"
    return f"{_ASK} ({_SUSPECTS[check.name]}); if it is normal, change {where}"
