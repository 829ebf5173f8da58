"""How right the platform is: one table of every model beside its baseline.

python -m benchmarks.evaluate [MODULE …]           the whole form, or some of its modules
python -m benchmarks.evaluate --small              in under a minute, on slices of the data
python -m benchmarks.evaluate --write FILE.md      and keep the table

In the whole form each module is run in a process of its own. What it found is shown on stderr at once. One
that fails is named below the table and does not stop the others; the exit status is 1 then.

Referrals are told with the demo's truth, campaign response and the risk scorecard with made-up outcomes.
"""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from benchmarks.evaluated import Evaluated, table

WHOLE = (
    *("febrl", "churn", "outcomes", "value", "next_products", "renewal", "text", "uplift", "personas"),
    *("clusters", "look_alikes", "demand", "price_sensitivity", "truth"),
)
SMALL = (
    *("outcomes", "value", "next_products", "renewal", "text", "uplift", "personas", "look_alikes", "demand"),
)
_HEAD = """# Evaluation

Made by `{command}` on {day}; do not edit. In brackets 95 % intervals. The aims are those set beforehand, and
they are met or missed by the figure itself; a model that is not published says why.
"""


@dataclass(frozen=True)
class Ran:
    """What a module came to: its rows, or why it has none, and the seconds it took."""

    module: str
    rows: list[Evaluated]
    error: str
    seconds: float


def evaluate(modules: tuple[str, ...], *, small: bool) -> list[Ran]:
    """Run the modules one after the other."""
    return [_ran(module, small=small) for module in modules]


def report(ran: list[Ran], command: str, day: date) -> str:
    """The table as a page, with what failed and what each module took."""
    failed = [f"- `{one.module}` failed: {one.error}" for one in ran if one.error]
    took = ", ".join(f"{one.module} {one.seconds:,.0f} s" for one in ran)
    parts = [_HEAD.format(command=command, day=day), table([row for one in ran for row in one.rows])]
    parts += ["\n## Not evaluated\n\n" + "\n".join(failed)] if failed else []
    return "\n".join([*parts, f"\nTime taken: {took}.\n"])


def _ran(module: str, *, small: bool) -> Ran:
    print(f"{module} …", file=sys.stderr, flush=True)  # noqa: T201
    started = time.perf_counter()
    rows, error = [], ""
    try:
        rows_of, function = (_rows, "evaluated_small") if small else (_rows_apart, "evaluated")
        rows = rows_of(f"benchmarks.{module}", function)
    # whatever a module fails by is told, with the others' rows
    except (Exception, SystemExit) as failure:
        error = f"{type(failure).__name__}: {failure}"
    seconds = time.perf_counter() - started
    found = f"failed: {error}" if error else table(rows)
    print(f"{found}\n{seconds:,.0f} s", file=sys.stderr, flush=True)  # noqa: T201
    return Ran(module, rows, error, seconds)


def _rows_apart(module: str, function: str) -> list[Evaluated]:
    """A process of its own gives its memory back, and takes nobody along when it dies."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_rows, module, function).result()


def _rows(module: str, function: str) -> list[Evaluated]:
    return list(getattr(import_module(module), function)())


def main(arguments: list[str]) -> int:
    """Show the table; 1 when a module failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate")
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument("--small", action="store_true", help="slices of the data, in under a minute")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also keep the table as Markdown")
    asked = parser.parse_args(arguments)
    known = SMALL if asked.small else WHOLE
    if unknown := [module for module in asked.modules if module not in known]:
        parser.error(f"there is no module {', '.join(unknown)}; expected some of {', '.join(known)}")
    ran = evaluate(tuple(asked.modules) or known, small=asked.small)
    command = " ".join(["python -m benchmarks.evaluate", *asked.modules, *["--small"] * asked.small])
    page = report(ran, command, datetime.now(UTC).date())
    print(page)  # noqa: T201
    if asked.write:
        asked.write.write_text(page)
    return int(any(one.error for one in ran))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
