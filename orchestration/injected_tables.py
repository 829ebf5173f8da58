"""How `huaxiang truth` shows injected faults and completeness."""

from collections.abc import Sequence

from rich.table import Table

from ml.truth.faults import FaultKind
from orchestration.injected import Completeness


def faults_table(kinds: Sequence[FaultKind]) -> Table:
    """One line per table and kind, then what was held back though nothing was injected, then the sums."""
    table = Table(title="Injected faults 注入的错误", title_justify="left", box=None, pad_edge=False)
    for name in ("table", "fault", "should be"):
        table.add_column(name)
    for name in ("injected", "caught", "missed", "false alarms"):
        table.add_column(name, justify="right")
    sums = [0, 0, 0, 0]
    for kind in kinds:
        figures = (kind.injected, kind.caught, kind.missed, kind.false_alarms)
        table.add_row(kind.contract_table, kind.case or "nothing injected", kind.fate, *_shown(figures))
        sums = [total + figure for total, figure in zip(sums, figures, strict=True)]
    table.add_row("[bold]together[/bold]", "", "", *_shown(sums))
    return table


def completeness_table(shares: Sequence[Completeness]) -> Table:
    """Share of values that are there, per table and field: as they came, and after cleaning."""
    table = Table(title="Completeness 数据完整度", title_justify="left", box=None, pad_edge=False)
    for name in ("table", "field"):
        table.add_column(name)
    for name in ("rows", "as it came", "after cleaning"):
        table.add_column(name, justify="right")
    for share in shares:
        figures = f"{share.rows:,}", f"{share.before:.2%}", f"{share.after:.2%}"
        table.add_row(share.contract_table, share.field, *figures)
    return table


def _shown(figures: Sequence[int]) -> list[str]:
    return [f"{figure:,}" if figure else "–" for figure in figures]
