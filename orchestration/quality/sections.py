"""The sections of the quality report, as plain figures: what the template shows and the tests compare."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from expectations.loads import LoadCheck
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.manifests import Load
from orchestration.quality.drawing import figure, percent
from orchestration.quality.findings import newest_read, remedy, told
from orchestration.quality.judging import JudgedLoad

_MOST_POINTS = 40
_SHARES = ("most_null_share", "null_share", "new_values", "quantile_shift")
Rows = Sequence[Mapping[str, Any]]


def arrivals(
    judged: Iterable[JudgedLoad], current: Iterable[Load], unparsable: Mapping[str, int], started_at: str
) -> list[dict[str, Any]]:
    """Per source system and table: what came of the records of the loads read, and rows per load."""
    read = {load.load_id for load in current}
    groups: dict[tuple[str, str], list[Load]] = {}
    for entry in sorted(judged, key=lambda entry: entry.load.sequence):
        groups.setdefault((entry.load.source_system, entry.load.table), []).append(entry.load)
    return [
        {"source_system": source, "table": table, **_arrival(loads, read, unparsable, started_at)}
        for (source, table), loads in sorted(groups.items())
    ]


def _arrival(
    loads: list[Load], read: set[str], unparsable: Mapping[str, int], started_at: str
) -> dict[str, Any]:
    counted = [load for load in loads if load.load_id in read]
    unread = sum(unparsable.get(load.raw_load_id, 0) for load in counted)
    rejected = sum(sum(load.rejected.values()) for load in counted)
    return {
        "loads": len(counted),
        "new_loads": sum(_instant(load.loaded_at) >= _instant(started_at) for load in loads),
        "blocked_loads": sum(bool(load.blocked) for load in loads),
        "read": sum(load.parsed for load in counted) + unread,
        "landed": sum(load.landed for load in counted),
        "landed_from": sum(load.landed_source_rows for load in counted),
        # rejected, or not even readable
        "set_aside": rejected + unread,
        "left_out": sum(sum(load.left_out.values()) for load in counted),
        "flagged": sum(load.flagged_rows for load in counted),
        "deleted": sum(sum(load.deleted.values()) for load in counted),
        "repaired": sum(sum(load.repaired.values()) for load in counted),
        # of one content the last mapping
        "trend": list({load.sequence: load.landed for load in loads if not load.blocked}.values())[
            -_MOST_POINTS:
        ],
    }


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(microsecond=0)


def set_aside(
    judged: Iterable[JudgedLoad], current: Iterable[Load], unparsable: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Records and values set aside in the loads read or blocked, by table and rule; most first."""
    read = {load.load_id for load in current}
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for entry in judged:
        load = entry.load
        if load.load_id not in read and not load.blocked:
            continue
        unread = {"not readable": unparsable.get(load.raw_load_id, 0)}
        fates = {"unparsable": unread, "rejected": load.rejected, "flagged": load.flagged}
        for fate, by_rule in fates.items():
            for rule, count in by_rule.items():
                counts[load.source_system, load.table, fate, rule] += count
    return [
        {"source_system": source, "table": table, "fate": fate, "rule": rule, "count": count}
        for (source, table, fate, rule), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count
    ]


def load_checks(
    judged: Sequence[JudgedLoad], current: Iterable[Load], contracts: Mapping[str, ContractTable]
) -> list[dict[str, Any]]:
    """Checks on the newest load of each object, the failed first, each with its figures over the loads."""
    found = [
        row
        for entry in newest_read(judged, current)
        for row in _checks(entry, _trends(entry, judged), contracts[entry.load.table])
    ]
    return sorted(found, key=lambda row: (row["passed"], row["source_system"], row["table"]))


def _checks(
    entry: JudgedLoad, trends: Mapping[tuple[str, str | None], list[float]], contract: ContractTable
) -> Iterator[dict[str, Any]]:
    for check in entry.checks:
        yield {
            "source_system": entry.load.source_system,
            "table": entry.load.table,
            "column": check.column,
            "name": check.name,
            "observed": _shown(check, check.observed),
            "expected": _band(check),
            "compared_loads": check.compared_loads,
            "passed": check.passed,
            "told": told(check, contract),
            "remedy": remedy(check, contract),
            "trend": trends[check.name, check.column],
            "high": check.high,
        }


def _trends(newest: JudgedLoad, judged: Iterable[JudgedLoad]) -> dict[tuple[str, str | None], list[float]]:
    of = newest.load.made_by
    trends: dict[tuple[str, str | None], list[float]] = {}
    for entry in sorted(judged, key=lambda entry: entry.load.sequence):
        if entry.load.made_by == of:
            for check in entry.checks:
                trends.setdefault((check.name, check.column), []).append(check.observed)
    return {key: values[-_MOST_POINTS:] for key, values in trends.items()}


def _shown(check: LoadCheck, value: float | None) -> str:
    return percent(value) if check.name in _SHARES else figure(value)


def _band(check: LoadCheck) -> str:
    if check.low is None:
        return f"≤ {_shown(check, check.high)}"
    return f"{_shown(check, check.low)} … {_shown(check, check.high)}"


def completeness(measured: Rows, gains: Rows) -> list[dict[str, Any]]:
    """Per customer type and field: how many know it now and on the days before, per source, and the gain.

    `measured` are rows of mart_completeness, `gains` those of mart_completeness_gains for all customers.
    """
    fields: dict[tuple[str, str], dict[str, Any]] = {}
    today = max((row["observed_on"] for row in measured), default=None)
    for row in sorted(measured, key=lambda row: row["observed_on"]):
        field = fields.setdefault(
            (row["customer_type"], row["field"]),
            {"customer_type": row["customer_type"], "field": row["field"], "trend": [], "sources": []},
        )
        if row["source_system"] == "all":
            field["trend"] = [*field["trend"], row["known_customer_rate"]][-_MOST_POINTS:]
            if row["observed_on"] == today:
                field.update(
                    known=row["known_customer_count"],
                    filled=row["filled_customer_count"] or 0,
                    of=row["customer_count"],
                )
        elif row["observed_on"] == today and row["known_customer_count"]:
            field["sources"].append(
                {
                    "name": f"{row['source_system']} · {row['contract_table']}",
                    "rate": row["known_customer_rate"],
                }
            )
    by_field = {(row["customer_type"], row["field"]): row for row in gains}
    found = [{**field, "gain": by_field.get(key)} for key, field in fields.items() if "known" in field]
    return sorted(found, key=lambda field: -(field["gain"]["possible_gain"] if field["gain"] else 0))


def best_per_segment(gains: Rows) -> list[dict[str, Any]]:
    """Of every segment the field that would raise it most; the segments with most to gain first."""
    best: dict[str, Mapping[str, Any]] = {}
    for row in sorted(gains, key=lambda row: (-row["possible_gain"], row["customer_type"], row["field"])):
        if row["segment_key"] != "all" and row["lacking_customer_count"]:
            best.setdefault(row["segment_key"], row)
    return [dict(row) for row in best.values()]


def mean_by_day(measured: Rows) -> dict[date, float]:
    """Mean completeness of all customers on every day that was measured, oldest first."""
    known: Counter[date] = Counter()
    customers: dict[date, dict[str, int]] = {}
    whole = [row for row in measured if row["source_system"] == "all"]
    fields = Counter((row["observed_on"], row["customer_type"]) for row in whole)
    for row in whole:
        day, customer_type = row["observed_on"], row["customer_type"]
        known[day] += row["known_customer_count"] / fields[day, customer_type]
        customers.setdefault(day, {})[customer_type] = row["customer_count"]
    return {day: known[day] / sum(customers[day].values()) for day in sorted(customers)}
