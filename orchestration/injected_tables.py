"""How `huaxiang truth` shows hidden personas, injected faults, traps and completeness."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from ml.truth.faults import FaultKind
from ml.truth.personas import Recovered
from ml.truth.traps import TrapFigure
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


def recovered_table(recovered: Sequence[Recovered], names: Mapping[str, str]) -> Table:
    """One line per hidden persona: the learned one that fits best, and how well."""
    table = Table(title="Hidden personas 隐藏的人群", title_justify="left", box=None, pad_edge=False)
    for name in ("hidden persona", "the learned one that fits best"):
        table.add_column(name)
    for name in ("customers", "in the learned one", "both", "precision", "recall"):
        table.add_column(name, justify="right")
    for found in recovered:
        shares = (f"{found.precision:.3f}", f"{found.recall:.3f}") if found.persona_key else ("–", "–")
        counts = _shown((found.size, found.found_size, found.both))
        table.add_row(found.true_persona, names.get(found.persona_key, "–"), *counts, *shares)
    return table


def traps_table(traps: Sequence[TrapFigure]) -> Table:
    """One line per trap: what it is, and how many pairs the profile has right and wrong."""
    table = Table(title="Traps of identity 同人陷阱", title_justify="left", box=None, pad_edge=False)
    for name in ("trap", "should be", "what"):
        table.add_column(name)
    for name in ("groups", "pairs right", "wrong"):
        table.add_column(name, justify="right")
    for trap in traps:
        figures = _shown((trap.groups, trap.right, trap.wrong))
        table.add_row(trap.trap, trap.should, trap.what, *figures)
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
