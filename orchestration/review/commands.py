"""`huaxiang review`: look at bad values and decide. Needs no lock: decisions count from the next run on."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.errors import HuaxiangError
from orchestration.screen import AsJson, By, HomeFolder, Sources, Why, out, plainly, print_json, say_decided
from orchestration.settings import Settings, person

review = typer.Typer(
    name="review",
    help="Bad values that wait for a person: look at them, accept, correct or reject them.",
    no_args_is_help=True,
)

Ids = Annotated[list[str], typer.Argument(help="Ids that `review list` shows, or how they begin.")]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show personal values whole.")]


@review.command("list")
def list_(
    source: Annotated[str | None, typer.Option(help="Only of this source system.")] = None,
    table: Annotated[
        str | None, typer.Option(help="Only of this contract table, such as crm.contacts.")
    ] = None,
    rule: Annotated[str | None, typer.Option(help="Only what breaks this rule.")] = None,
    status: Annotated[
        str | None, typer.Option(help="open (the default), accepted, corrected, rejected or all.")
    ] = "open",
    limit: Annotated[int, typer.Option(help="Show at most so many.")] = 50,
    csv: Annotated[Path | None, typer.Option(help="Write all of them to this file, to be filled in.")] = None,
    reveal: Reveal = False,
    as_json: AsJson = False,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Bad values that stand now."""
    with plainly():
        from orchestration.review.display import show_items, told_items
        from orchestration.review.sheets import write_items

        settings = Settings.from_environment().with_options(sources, home)
        desk = _desk(settings)
        wanted = {"source_system": source, "contract_table": table, "reason": rule}
        items = desk.items(**wanted, status=None if status == "all" else status)
        if as_json:
            print_json(told_items(desk, items[:limit]))
            return
        if csv is None:
            show_items(out, desk, items, limit=limit, reveal=reveal)
            return
        write_items(csv, desk, items, reveal=reveal)
        out.print(
            f"{len(items)} written to {csv}. Fill in decision (accept, correct, reject), value and why, then:"
        )
        out.print(f"  huaxiang review apply {csv}{settings.options()}")


@review.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id that `review list` shows, or how it begins.")],
    reveal: Reveal = False,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """One bad value: its rule, its row, what was decided; with --reveal the record as the source wrote it."""
    with plainly():
        from orchestration.review.desk import find
        from orchestration.review.display import show_item

        desk = _desk(Settings.from_environment().with_options(sources, home))
        show_item(out, desk, find(desk.items(), name), reveal=reveal)


@review.command()
def accept(ids: Ids, why: Why, by: By = None, sources: Sources = None, home: HomeFolder = None) -> None:
    """The flagged value is right after all: it counts from the next run on."""
    _decide("accept", ids, why, by, sources, home)


@review.command()
def correct(
    ids: Ids,
    why: Why,
    value: Annotated[str | None, typer.Option(help="The right value.")] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Leave the field empty; the rest of the row counts.")
    ] = False,
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Put another value in its place, from the next run on; a rejected row comes in with it."""
    with plainly():
        if (value is None) is not empty:
            raise HuaxiangError("Give the right value with --value, or say --empty.")
    _decide("correct", ids, why, by, sources, home, value)


@review.command()
def reject(ids: Ids, why: Why, by: By = None, sources: Sources = None, home: HomeFolder = None) -> None:
    """It is wrong and stays out; nobody is asked again."""
    _decide("reject", ids, why, by, sources, home)


@review.command()
def apply(
    csv: Annotated[Path, typer.Argument(help="File with the columns id, decision, value, why.")],
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Decide as a filled-in file says, all of it or nothing; lines without a decision are passed over."""
    with plainly():
        from orchestration.review.decide import decide
        from orchestration.review.sheets import read_answers

        settings = Settings.from_environment().with_options(sources, home)
        count = len(decide(_desk(settings), read_answers(csv), by or person()))
        say_decided(_decided(count), settings.options())


def _decide(
    word: str,
    ids: list[str],
    why: str,
    by: str | None,
    sources: str | None,
    home: Path | None,
    value: str | None = None,
) -> None:
    with plainly():
        from orchestration.review.decide import WORDS, Answer, decide

        settings = Settings.from_environment().with_options(sources, home)
        answers = [Answer(name, WORDS[word], why, value) for name in dict.fromkeys(ids)]
        count = len(decide(_desk(settings), answers, by or person()))
        say_decided(_decided(count), settings.options())


def _decided(count: int) -> str:
    return "1 value decided" if count == 1 else f"{count} values decided"


def _desk(settings: Settings):
    from orchestration.review.desk import Desk

    return Desk.of(settings)
