"""The screen of the `huaxiang` command: what all its parts print to, and how a mistake is told."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.errors import HuaxiangError

FAILED = 1
NEEDS_ATTENTION = 3

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Sources = Annotated[str | None, typer.Option(help="Source systems the home is made of, joined by a comma.")]
HomeFolder = Annotated[Path | None, typer.Option(help="Folder that holds everything of one home.")]
Why = Annotated[str, typer.Option(help="Why you decide so; kept with the decision.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs; personal values stay masked.")]
By = Annotated[str | None, typer.Option(help="Who decides; default HUAXIANG_USER, else your account.")]


@contextmanager
def plainly() -> Iterator[None]:
    """A user's mistake is a message and exit status 1, never a traceback."""
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    try:
        yield
    except HuaxiangError as error:
        err.print(f"[red]✗[/red] {escaped(str(error))}")
        raise typer.Exit(FAILED) from error


def escaped(text: str) -> str:
    """A text in which brackets are no markup."""
    from rich.markup import escape

    return escape(text)


def print_json(rows: list[dict[str, object]]) -> None:
    """Rows on one line, as they are."""
    print(json.dumps(rows, ensure_ascii=False, default=str))  # noqa: T201 -- a program reads it


def say_decided(what: str, options: str) -> None:
    """What was decided, and the command from which on it counts."""
    out.print(
        f"[green]✓[/green] {what}; counts from the next run on: [bold]huaxiang run{escaped(options)}[/bold]"
    )
