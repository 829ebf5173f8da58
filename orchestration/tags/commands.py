"""`huaxiang tag`: the workbench of tags. Reads the newest snapshot and state, and needs no lock."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.screen import NEEDS_ATTENTION, By, HomeFolder, Sources, Why, out, plainly, say_decided
from orchestration.settings import Settings, person

tag = typer.Typer(
    name="tag",
    help="The workbench of tags 标签工作台: check, try out, give, rebuild, compare and review them.",
    no_args_is_help=True,
)

Key = Annotated[str, typer.Argument(help="The tag's key.")]
Draft = Annotated[
    Path | None, typer.Option("--file", help="A file of tags that is not saved in definitions/tags/ yet.")
]
Customers = Annotated[list[str], typer.Argument(help="customer_ids, or records as <source_system>:<key>.")]
On = Annotated[
    str | None,
    typer.Option(help="Day from which the time to live counts, such as 2026-03-02; default today."),
]


@tag.command()
def lint(file: Draft = None, sources: Sources = None, home: HomeFolder = None) -> None:
    """Check the definitions, then what the newest snapshot says of them.

    Exit status: 0 nothing found; 1 a definition is wrong; 3 something to think about.
    """
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.lint import findings, show_findings

        settings = Settings.from_environment().with_options(sources, home)
        found = findings(Home(settings.home), file)
        show_findings(out, found)
        if found:
            raise typer.Exit(NEEDS_ATTENTION)


@tag.command()
def preview(key: Key, file: Draft = None, sources: Sources = None, home: HomeFolder = None) -> None:
    """Whom a tag would find: how many, who enters and leaves, which tags it overlaps with. Saves nothing."""
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.preview import preview as look
        from orchestration.tags.preview import show_preview

        settings = Settings.from_environment().with_options(sources, home)
        show_preview(out, look(Home(settings.home), key, file))


@tag.command()
def backfill(
    key: Key,
    from_: Annotated[str, typer.Option("--from", help="The day from which its past is rebuilt.")],
    every: Annotated[int, typer.Option(min=1, help="Look at every so many days.")] = 7,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Rebuild a tag's past from facts, up to the first run that knew the tag; shown from the next run on."""
    with plainly():
        from orchestration.context import parse_day
        from orchestration.home import Home
        from orchestration.tags.backfill import backfill as rebuild

        settings = Settings.from_environment().with_options(sources, home)
        done = rebuild(Home(settings.home), key, parse_day(from_), every)
        what = f"{key} from {done.first_on} to {done.until_on}, {done.days} days looked at"
        out.print(f"{what}: {done.changes:,} changes on {done.customers:,} customers.")
        if done.is_new:
            say_decided("Kept in state, marked as backfilled", settings.options())
        else:
            out.print("The same past stands already; nothing was written.")


@tag.command()
def give(
    key: Key,
    customers: Customers,
    why: Why,
    on: On = None,
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """They hold the tag, whatever its rule says, from the next run on and for its time to live."""
    _decide("give", key, customers, why, on, by, sources, home)


@tag.command()
def take(
    key: Key,
    customers: Customers,
    why: Why,
    on: On = None,
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """They do not hold the tag, whatever its rule says, from the next run on and for its time to live."""
    _decide("take", key, customers, why, on, by, sources, home)


@tag.command()
def undo(
    key: Key,
    customers: Customers,
    why: Why,
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Forget what people said of the tag of these customers: rules and sources count again."""
    _decide("undo", key, customers, why, None, by, sources, home)


@tag.command()
def holders(
    key: Key,
    limit: Annotated[int, typer.Option(help="Show at most so many.")] = 20,
    csv: Annotated[Path | None, typer.Option(help="Write all of them to this file, to be filled in.")] = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Who holds a tag, since when, by whom it was given and when it expires."""
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.given import holders as who_holds
        from orchestration.tags.given import write_holders

        settings = Settings.from_environment().with_options(sources, home)
        held = who_holds(Home(settings.home), key)
        if csv:
            write_holders(csv, key, held)
            out.print(f"{len(held):,} written to {csv}. Fill in decision (give, take, undo) and why, then:")
            out.print(f"  huaxiang tag apply {csv}{settings.options()}")
            return
        out.print(f"{len(held):,} customers hold {key}.")
        for customer, source, since, expires, is_usable in held[:limit]:
            until = f"expires {expires}" if is_usable else f"[red]expired {expires}[/red]"
            out.print(f"  {customer} by {source} since {since}, {until}")


@tag.command()
def apply(
    csv: Annotated[
        Path, typer.Argument(help="File with the columns decision, tag, customer, why, and perhaps set_on.")
    ],
    by: By = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Give and take as a file says, all of it or nothing; lines without a decision are passed over."""
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.given import decide, read_said, today

        settings = Settings.from_environment().with_options(sources, home)
        count = decide(Home(settings.home), read_said(csv, today(settings)), by or person())
        say_decided(_decided(count), settings.options())


def _decide(
    word: str,
    key: str,
    customers: list[str],
    why: str,
    on: str | None,
    by: str | None,
    sources: str | None,
    home: Path | None,
) -> None:
    with plainly():
        from orchestration.context import parse_day
        from orchestration.home import Home
        from orchestration.tags.given import Said, decide, today

        settings = Settings.from_environment().with_options(sources, home)
        set_on = parse_day(on) if on else today(settings)
        said = [Said(word, key, name, why, set_on) for name in dict.fromkeys(customers)]
        count = decide(Home(settings.home), said, by or person())
        say_decided(_decided(count), settings.options())


def _decided(count: int) -> str:
    return "1 tag decided" if count == 1 else f"{count:,} tags decided"


@tag.command()
def report(sources: Sources = None, home: HomeFolder = None) -> None:
    """The periodic review 定期复盘: coverage, overlap, stability, outcomes, cost, what to retire and why."""
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.report import write_report

        page, reviewed = write_report(Home(Settings.from_environment().with_options(sources, home).home))
        for each in reviewed:
            if each.reasons:
                out.print(
                    f"[yellow]![/yellow] {each.name} ({each.key}, {each.owner}): {'; '.join(each.reasons)}"
                )
        out.print(f"{len(reviewed)} tags reviewed: {page}, and as a sheet beside it")


@tag.command()
def diff(
    key: Key,
    since: Annotated[
        str | None, typer.Option(help="A run's number, or a day; default the run before the last.")
    ] = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Who came and who went since an earlier run, and why, as far as it can be proved."""
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.diff import diff as compare
        from orchestration.tags.diff import show_difference

        settings = Settings.from_environment().with_options(sources, home)
        show_difference(out, compare(Home(settings.home), key, since))


@tag.command()
def propose(sources: Sources = None, home: HomeFolder = None) -> None:
    """Look for rules that tell who leaves, orders again, spends much, orders first 智能标签推荐.

    Chosen on past days, proven on a later one. What is found is kept as drafts for `preview` and `accept`.
    """
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.drafts import drafts_file, show_drafts
        from orchestration.tags.proposals import propose_tags

        settings = Settings.from_environment().with_options(sources, home)
        found = propose_tags(Home(settings.home))
        show_drafts(out, found.drafts, [*found.refused, *found.notes])
        if found.drafts:
            first, options = found.drafts[0].key, settings.options()
            out.print(
                f"  huaxiang tag preview {first} --file {drafts_file(Home(settings.home))}{options}\n"
                f"  huaxiang tag accept {first} --owner TEAM --action '…'{options}",
                soft_wrap=True,
                markup=False,
            )


@tag.command()
def accept(
    key: Key,
    owner: Annotated[str, typer.Option(help="The team that answers for it.")],
    action: Annotated[str, typer.Option(help="What is done with the customers it finds.")],
    zh: Annotated[str | None, typer.Option(help="Its Chinese name, in place of the proposed one.")] = None,
    en: Annotated[str | None, typer.Option(help="Its English name.")] = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Write a proposed tag into definitions/tags/proposed.yml: from then on it is a tag like any other."""
    with plainly():
        from orchestration.home import Home
        from orchestration.tags.drafts import accept as write

        settings = Settings.from_environment().with_options(sources, home)
        path = write(Home(settings.home), key, owner, action, {"zh": zh, "en": en})
        out.print(f"[green]✓[/green] {key} is in {path}; `huaxiang compose`, then `huaxiang run`.")
