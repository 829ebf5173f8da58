"""What a run measured in the warehouse, read for its quality report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.home import Home
from orchestration.publish.snapshot import latest_snapshot
from orchestration.quality.sections import mean_by_day
from orchestration.run_record import CheckRecord

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """Rows of tables; `cross_tables` is None where a run did not come to it.

    `completeness` are rows of mart_completeness, `gains` of mart_completeness_gains with the segment's names.
    """

    cross_tables: Sequence[Row] | None = None
    completeness: Sequence[Row] = ()
    gains: Sequence[Row] = ()


def read_measured(con: duckdb.DuckDBPyConnection, across_tables: Iterable[Row]) -> Measured:
    """What stands in the warehouse; `across_tables` are the checks as defined, which name what is counted."""
    names = {check["key"]: check for check in across_tables}
    counted = _rows(con, "select * from quality.fct_cross_table_checks order by all")
    return Measured([{**names[row["check_key"]], **row} for row in counted], *_completeness(con))


def published_completeness(home: Home) -> Measured:
    """What the last complete run measured, for the page of a run that did not come so far."""
    snapshot = latest_snapshot(home.published)
    if snapshot is None:
        return Measured()
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return Measured(None, *_completeness(con))


def cross_table_records(measured: Measured) -> list[CheckRecord]:
    """The checks across tables that failed, in words."""
    return [
        CheckRecord(
            row["table"],
            row["key"],
            "warning",
            [
                f"{row['source_system']} · {row['name']['en']}: not so for {row['broken_count']:,} of"
                f" {row['checked_count']:,}, more than the {row['most_broken_share']:.1%} allowed. What to"
                f" do: {row['advice']}."
            ],
        )
        for row in measured.cross_tables or ()
        if not row["is_passed"]
    ]


def _completeness(con: duckdb.DuckDBPyConnection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Completeness by day, and what would raise it; alike in a warehouse and in a snapshot."""
    gains = (
        "select gains.*, segments.name_zh, segments.name_en from marts.mart_completeness_gains as gains"
        " left join segments.dim_segments as segments using (segment_key) order by all"
    )
    return _rows(con, "select * from marts.mart_completeness order by all"), _rows(con, gains)


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    return con.sql(sql).to_arrow_table().to_pylist()


def completeness_told(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Mean completeness now and before, and the field that would raise it most, in one or two lines."""
    completeness, gains = _completeness(con)
    days = list(mean_by_day(completeness).items())
    if not days:
        return []
    (day, mean), before = days[-1], days[-2] if len(days) > 1 else None
    since = f", {before[1]:.1%} on {before[0]}" if before else ""
    lines = [f"Completeness 完整度 {mean:.1%} on {day}{since}"]
    best = [row for row in gains if row["segment_key"] == "all" and row["lacking_customer_count"]]
    if best:
        row = max(best, key=lambda row: row["possible_gain"])
        lines.append(f"  most to gain 最该补: {row['field']} of {told_gain(row)}")
    return lines


def told_gain(row: Row) -> str:
    """Whose field it is, what it would bring, and where it may be had from."""
    people = {"person": "persons", "company": "companies"}[row["customer_type"]]
    points = f"+{100 * row['possible_gain']:.1f} points"
    text = f"{people}, {points} if the {row['lacking_customer_count']:,} without it had it"
    if row["best_source_system"]:
        text += (
            f"; {row['reachable_customer_count']:,} of them are in {row['best_source_system']}"
            f" · {row['best_contract_table']}, which has it for {row['best_source_rate']:.0%}"
        )
    return text
