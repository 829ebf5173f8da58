"""Our own page on the quality of a run: one HTML file that needs no network and shows no personal value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.home import Home, write_whole
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.manifests import Load
from orchestration.quality import sections
from orchestration.quality.drawing import bar, percent, sparkline
from orchestration.quality.judging import JudgedLoad
from orchestration.quality.measured import Measured
from orchestration.run_record import CheckRecord, RunRecord

CHECK_NAMES = {
    "row_count": "行数 rows",
    "most_null_share": "空值上限 nulls, at most",
    "null_share": "空值占比 nulls, as before",
    "new_values": "新出现的值 new values",
    "stability_index": "类别分布 shares of categories (PSI)",
    "quantile_shift": "数值分布 quartiles",
}
_MOST_REPORTS = 60


@dataclass(frozen=True)
class Loaded:
    """What a run found to have been loaded; `unparsable` records by raw load."""

    judged: Sequence[JudgedLoad]
    current: Sequence[Load]
    contracts: Mapping[str, ContractTable]
    unparsable: Mapping[str, int]


def write_report(
    home: Home, sources: Iterable[str], record: RunRecord, loaded: Loaded, measured: Measured
) -> Path:
    """Write `reports/<run>/quality.html`, and the same as `reports/quality.html`; the first one's path."""
    name = record.snapshot_id or record.started_at.replace(":", "")
    content = report_content(list(sources), record, loaded, measured) | {"check_names": CHECK_NAMES}
    content["run"]["name"] = name
    page = _template().render(content)
    path = home.reports / name / "quality.html"
    for target in (path, home.reports / "quality.html"):
        write_whole(target, page)
    _prune(home.reports)
    return path


def report_content(
    sources: list[str], record: RunRecord, loaded: Loaded, measured: Measured
) -> dict[str, Any]:
    """All that the page shows, as plain figures."""
    arrivals = sections.arrivals(loaded.judged, loaded.current, loaded.unparsable, record.started_at)
    checks = sections.load_checks(loaded.judged, loaded.current, loaded.contracts)
    overall = [row for row in measured.gains if row["segment_key"] == "all"]
    return {
        "run": {
            "sources": sources,
            "as_of_on": record.as_of_on,
            "started_at": record.started_at,
            "errors": record.errors,
        },
        "errors": _messages(record.checks, "error"),
        "warnings": _messages(record.checks, "warning"),
        "arrivals": arrivals,
        "totals": {
            name: sum(row[name] for row in arrivals)
            for name in ("read", "landed", "set_aside", "flagged", "repaired")
        },
        "set_aside": sections.set_aside(loaded.judged, loaded.current, loaded.unparsable),
        "checks": checks,
        "failed_checks": [check for check in checks if not check["passed"]],
        "passed_checks": [check for check in checks if check["passed"]],
        "compared": any(check["compared_loads"] for check in checks),
        "cross_tables": measured.cross_tables,
        "completeness": sections.completeness(measured.completeness, overall),
        "completeness_on": max((row["observed_on"] for row in measured.completeness), default=None),
        "mean_by_day": sections.mean_by_day(measured.completeness),
        "segment_gains": sections.best_per_segment(measured.gains),
    }


def _messages(checks: Iterable[CheckRecord], severity: str) -> list[str]:
    """Each message once, in order."""
    return list(
        dict.fromkeys(text for check in checks if check.severity == severity for text in check.messages)
    )


def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    environment.globals.update(bar=bar, percent=percent, sparkline=sparkline)
    return environment.get_template("quality.html")


def _prune(reports: Path) -> None:
    """Keep the newest reports."""
    pages = sorted(reports.glob("*/quality.html"), key=lambda page: page.stat().st_mtime_ns)
    for page in pages[:-_MOST_REPORTS]:
        page.unlink()
        page.parent.rmdir()
