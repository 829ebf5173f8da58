"""`huaxiang identity`: who is who, decided by people. Needs no lock: decisions count from the next run on."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.errors import HuaxiangError
from orchestration.screen import AsJson, By, HomeFolder, Sources, Why, out, plainly, print_json, say_decided
from orchestration.settings import Settings, person

identity = typer.Typer(
    name="identity",
    help="Who is who: what waits for a person, what they decide, and who was who on a past day.",
    no_args_is_help=True,
)

Names = Annotated[
    list[str],
    typer.Argument(
        help="An id that `identity review` shows (several are decided alike), or two customers or records:"
        " a customer_id or <source_system>:<key>."
    ),
]


@identity.command()
def review(
    reason: Annotated[str | None, typer.Option(help="Only what waits for this reason.")] = None,
    limit: Annotated[int, typer.Option(help="Show at most so many.")] = 50,
    csv: Annotated[Path | None, typer.Option(help="Write all of them to this file, to be filled in.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show record keys whole.")] = False,
    as_json: AsJson = False,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Records that may be one person and are kept apart until somebody decides."""
    with plainly():
        from orchestration.home import Home
        from orchestration.identity.decisions import customers_of
        from orchestration.identity.sheets import show_waiting, told_waiting, write_queue
        from orchestration.identity.waiting import waiting

        settings = Settings.from_environment().with_options(sources, home)
        items = [item for item in waiting(Home(settings.home)) if reason in (None, item.reason)]
        if as_json:
            print_json(told_waiting(items, customers_of(Home(settings.home)) if items else {}))
            return
        if csv is None:
            show_waiting(out, items, limit=limit, reveal=reveal)
            return
        write_queue(csv, items)
        out.print(f"{len(items)} written to {csv}. Fill in decision (link, never) and why, then:")
        out.print(f"  huaxiang identity apply {csv}{settings.options()}")


@identity.command()
def link(names: Names, why: Why, by: By = None, sources: Sources = None, home: HomeFolder = None) -> None:
    """They are one person, whatever names and identifiers say."""
    _decide("link", names, why, by, sources, home)


@identity.command()
def never(names: Names, why: Why, by: By = None, sources: Sources = None, home: HomeFolder = None) -> None:
    """They are two people, whatever they share."""
    _decide("never", names, why, by, sources, home)


@identity.command()
def split(
    customer: Annotated[str, typer.Argument(help="The customer_id.")],
    records: Annotated[list[str], typer.Argument(help="Its records that are somebody else's.")],
    why: Why,
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Take records out of a customer: they are another person, and stay it."""
    _decide("split", [customer, *records], why, by, sources, home)


@identity.command()
def apply(
    csv: Annotated[Path, typer.Argument(help="File with the columns decision, first, second, why.")],
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Decide as a file says, all of it or nothing; lines without a decision are passed over."""
    with plainly():
        from orchestration.home import Home
        from orchestration.identity.decisions import decide
        from orchestration.identity.sheets import read_decisions

        settings = Settings.from_environment().with_options(sources, home)
        said = read_decisions(csv)
        decide(Home(settings.home), said, by or person())
        say_decided(_decided(len(said)), settings.options())


@identity.command("as-of")
def as_of(
    day: Annotated[str, typer.Argument(help="A past day, such as 2026-03-02.")],
    names: Annotated[list[str] | None, typer.Argument(help="Only these customers or records.")] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write every record with its customer to this file.")
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show record keys whole.")] = False,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Who was who at the end of a past day, from the ledger."""
    with plainly():
        from orchestration.home import Home
        from orchestration.identity.past import past, show_past, write_past

        settings = Settings.from_environment().with_options(sources, home)
        found = past(Home(settings.home), day, names or [])
        if csv is None:
            show_past(out, found, day, reveal=reveal)
        else:
            out.print(f"{write_past(csv, found)} records written to {csv}.")


def _decide(
    word: str, names: list[str], why: str, by: str | None, sources: str | None, home: Path | None
) -> None:
    with plainly():
        from orchestration.home import Home
        from orchestration.identity.decisions import Said, decide
        from orchestration.identity.waiting import waiting

        settings = Settings.from_environment().with_options(sources, home)
        home_of = Home(settings.home)
        if home_of.stored_sources() is None:
            raise HuaxiangError(f"{home_of.root} is no home yet. Run `huaxiang run` first, or give --home.")
        ids = [item.item_id for item in waiting(home_of, with_decided=True)]
        are_items = word != "split" and all(any(each.startswith(name) for each in ids) for name in names)
        said = [Said(word, (name,), why) for name in names] if are_items else [Said(word, tuple(names), why)]
        decide(home_of, said, by or person())
        say_decided(_decided(len(said)), settings.options())


def _decided(count: int) -> str:
    return "1 decision kept" if count == 1 else f"{count} decisions kept"
