"""What a run measured in the warehouse, read for its quality report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.home import Home
from orchestration.publish.snapshot import latest_snapshot
from orchestration.run_record import CheckRecord

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """Rows of tables; `cross_tables` is None where a run did not come to it.

    `completeness` are rows of mart_completeness, `gains` of fct_completeness_gains with the segment's names.
    """

    cross_tables: Sequence[Row] | None = None
    completeness: Sequence[Row] = ()
    gains: Sequence[Row] = ()
    mean_completeness: float | None = None


def read_measured(con: duckdb.DuckDBPyConnection, across_tables: Iterable[Row]) -> Measured:
    """What stands in the warehouse; `across_tables` are the checks as defined, which name what is counted."""
    names = {check["key"]: check for check in across_tables}
    counted = _rows(con, "select * from quality.fct_cross_table_checks order by all")
    gains = _rows(
        con,
        "select gains.*, segments.name_zh, segments.name_en from quality.fct_completeness_gains as gains"
        " left join segments.dim_segments as segments using (segment_key) order by all",
    )
    return Measured(
        [{**names[row["check_key"]], **row} for row in counted], _completeness(con), gains, _mean(con)
    )


def published_completeness(home: Home) -> Measured:
    """What the last complete run measured, for the page of a run that did not come so far."""
    snapshot = latest_snapshot(home.published)
    if snapshot is None:
        return Measured()
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return Measured(completeness=_completeness(con), mean_completeness=_mean(con))


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


def _completeness(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return _rows(con, "select * from marts.mart_completeness order by all")


def _mean(con: duckdb.DuckDBPyConnection) -> float | None:
    ((mean,),) = con.execute("select avg(completeness_rate) from customers.dim_customers").fetchall()
    return mean


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    return con.execute(sql).to_arrow_table().to_pylist()
