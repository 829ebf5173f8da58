"""The `huaxiang` command. Heavy imports wait until a command needs them: nothing new is said in 0.5 s."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.identity.commands import identity
from orchestration.review.commands import review
from orchestration.screen import FAILED, NEEDS_ATTENTION, HomeFolder, Sources, err, escaped, out, plainly
from orchestration.settings import CATALOGUE, DBT_PROJECT_DIR, Settings
from orchestration.tags.commands import tag


class Language(StrEnum):
    """What a portrait is told in."""

    zh = "zh"
    en = "en"


app = typer.Typer(
    name="huaxiang",
    help="Huaxiang 画像: one living profile per customer, from scattered extracts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(review)
app.add_typer(identity)
app.add_typer(tag)


@app.command()
def run(
    sources: Sources = None,
    as_of: Annotated[str | None, typer.Option(help="Day or instant to look from; default now.")] = None,
    home: HomeFolder = None,
    full: Annotated[
        bool, typer.Option("--full", help="Rebuild the warehouse from landing and state.")
    ] = False,
) -> None:
    """Refresh all profiles and publish them.

    Exit status: 0 published, or nothing new; 1 failed, the last snapshot stays; 3 published, but a file or
    load was kept out and needs a person.
    """
    with plainly():
        from orchestration.run import run as refresh
        from orchestration.summary import show_nothing_new, show_run

        settings = Settings.from_environment().with_options(sources, home)
        options = settings.options()
        out.print(f"[bold]Huaxiang 画像[/bold] · {', '.join(settings.sources)} · home {settings.home}")
        outcome = refresh(settings, as_of, full=full, say=_say)
        if not outcome.is_new:
            show_nothing_new(out, settings, outcome.record, options)
        elif outcome.record.errors:
            _show_failure(outcome.record.errors, [m for c in outcome.record.checks for m in c.messages])
            raise typer.Exit(FAILED)
        else:
            show_run(out, settings, outcome, options)
        if outcome.record.needs_attention:
            raise typer.Exit(NEEDS_ATTENTION)


@app.command()
def train(
    sources: Sources = None,
    home: HomeFolder = None,
    afresh: Annotated[
        bool,
        typer.Option(
            "--afresh", help="Seek clusters and personas as if there had been none: new keys and names."
        ),
    ] = False,
) -> None:
    """Train the models on the warehouse as it stands; the next refresh scores with what is published.

    A new fit is in use when it is proven better than its baseline, and as good as the one in use before.

    Exit status: 0 each model is in use or abstains by its rules, and the screen says which and why; 1 failed,
    the models in use stay; 3 a model that was in use is not any more, so customers lose its scores.
    """
    with plainly():
        from orchestration.train import show_training
        from orchestration.train import train as train_models

        settings = Settings.from_environment().with_options(sources, home)
        out.print(f"[bold]Huaxiang 画像[/bold] · {', '.join(settings.sources)} · home {settings.home}")
        trained = train_models(settings, afresh=afresh, say=_say)
        show_training(out, settings, trained)
        if any(model.is_lost for model in trained.values()):
            raise typer.Exit(NEEDS_ATTENTION)


@app.command()
def status(sources: Sources = None, home: HomeFolder = None) -> None:
    """Freshness, counts, checks that did not pass, what is stale and why.

    Exit status: 0 fresh and whole; 3 something needs a person.
    """
    with plainly():
        from orchestration.status import show_status

        if not show_status(out, Settings.from_environment().with_options(sources, home)):
            raise typer.Exit(NEEDS_ATTENTION)


@app.command()
def explain(
    customer: Annotated[str, typer.Argument(help="customer_id, or a source's own id such as sample:C0001.")],
    language: Annotated[Language, typer.Option(help="In which language.")] = Language.en,
    everything: Annotated[bool, typer.Option("--all", help="Long parts whole.")] = False,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """Why a customer's profile says what it says, as their page in the app; and what only the home knows."""
    with plainly():
        from orchestration.explain import show_customer
        from portrait.words import Words

        settings = Settings.from_environment().with_options(sources, home)
        show_customer(out, settings, customer, Words(language.value), is_whole=everything)


@app.command()
def dashboard(
    sources: Sources = None,
    home: HomeFolder = None,
    port: Annotated[int, typer.Option(help="Where the app listens.")] = 8501,
    address: Annotated[
        str, typer.Option(help="From where it can be reached; 0.0.0.0: everywhere.")
    ] = "127.0.0.1",
    full: Annotated[
        bool, typer.Option("--full", help="Unmasked; HUAXIANG_PUBLISH_FULL=yes makes it.")
    ] = False,
    decide: Annotated[
        bool,
        typer.Option(
            "--decide",
            help="People may decide in it what waits for them: you on this machine, or, where people sign"
            " in, those whom HUAXIANG_REVIEWERS names.",
        ),
    ] = False,
) -> None:
    """Serve the app on the published snapshot, in Chinese and English; it follows every refresh."""
    with plainly():
        from orchestration.dashboard import serve

        settings = Settings.from_environment().with_options(sources, home)
        out.print(f"[bold]Huaxiang 画像[/bold] · http://{address}:{port} · home {settings.home}")
        serve(settings, port, address, full=full, decides=decide)


@app.command()
def metric(
    name: Annotated[str | None, typer.Argument(help="The metric's key; all of them without it.")] = None,
    by: Annotated[
        str | None, typer.Option(help="A dimension of definitions/dimensions.yml, such as age_band.")
    ] = None,
    sources: Sources = None,
    home: HomeFolder = None,
) -> None:
    """The main figures 指标 of the newest snapshot, for everybody or by a dimension."""
    with plainly():
        from orchestration.home import Home
        from orchestration.metrics import show_metrics

        settings = Settings.from_environment().with_options(sources, home)
        show_metrics(out, Home(settings.home), name, by)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the Parquet files go: a folder per snapshot.")],
    sources: Sources = None,
    home: HomeFolder = None,
    full: Annotated[
        bool, typer.Option("--full", help="Unmasked; HUAXIANG_PUBLISH_FULL=yes makes it.")
    ] = False,
) -> None:
    """Write the published snapshot as Parquet: FOLDER/profiles/<schema>/<table>.parquet."""
    with plainly():
        from orchestration.home import Home
        from orchestration.publish.export import export_parquet
        from orchestration.publish.snapshot import published_snapshot

        settings = Settings.from_environment().with_options(sources, home)
        target, counts = export_parquet(published_snapshot(Home(settings.home), masked=not full), folder)
        out.print(f"{len(counts)} tables, {sum(counts.values()):,} rows: {target}")


@app.command()
def truth(
    sources: Sources = None,
    home: HomeFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """How near the demo's profiles come to the hidden truth about its people."""
    with plainly():
        from orchestration.truth import show_truth

        show_truth(out, Settings.from_environment().with_options(sources, home), as_json=as_json)


@app.command()
def demo(
    persons: Annotated[int, typer.Option(help="People the demo company has met.")] = 5000,
    years: Annotated[float, typer.Option(help="Length of its history.")] = 2,
    seed: Annotated[int, typer.Option(help="Another number gives other people.")] = 7,
    end: Annotated[str | None, typer.Option(help="Day before which it ends; default today.")] = None,
    home: HomeFolder = None,
) -> None:
    """Write the demo company's extracts in another size, before the first `run` of a home.

    Without it, `run` writes 5,000 people and two years that end on the day it looks from.
    """
    with plainly():
        from orchestration.demo_world import demo_end, write_demo
        from orchestration.summary import command

        settings = Settings.from_environment().with_options(None, home)
        end_on = demo_end(end)
        folder = write_demo(settings, end_on, persons=persons, years=years, seed=seed)
        out.print(f"{persons:,} persons, {years:g} years before {end_on}: {folder}")
        as_of = f" --as-of {end_on}" if end else ""
        out.print(f"Next: {command()} run{settings.options()}{as_of}")


@app.command()
def compact(sources: Sources = None, home: HomeFolder = None) -> None:
    """Put the rows of many small loads into one file each; changes no table. Pulls do it from 50 loads on."""
    with plainly():
        from orchestration.compact import compact_home

        settings = Settings.from_environment().with_options(sources, home)
        out.print(f"{compact_home(settings)} loads packed.")


@app.command()
def compose() -> None:
    """Check the definitions and write dbt_project/vars.yml and docs/catalogue.md from them."""
    with plainly():
        from orchestration.compose import checked, write_vars
        from orchestration.compose.catalogue import write_catalogue

        changed = write_vars(DBT_PROJECT_DIR)
        out.print("dbt_project/vars.yml " + ("written." if changed else "is current."))
        changed = write_catalogue(CATALOGUE, checked(DBT_PROJECT_DIR))
        out.print("docs/catalogue.md " + ("written." if changed else "is current."))


@app.command()
def prepare() -> None:
    """Parse the dbt project, so that the first refresh need not. `make` calls this."""
    with plainly():
        from orchestration.dbt import ensure_manifest

        manifest = ensure_manifest()
        models = sum(node["resource_type"] == "model" for node in manifest["nodes"].values())
        out.print(f"The dbt project is prepared: {models} models.")


def _say(text: str, *, end: str) -> None:
    out.print(escaped(text), style="dim", end=end)


def _show_failure(errors: list[str], messages: list[str]) -> None:
    for message in messages:
        err.print(f"[yellow]![/yellow] {escaped(message)}")
    for error in errors:
        err.print(f"[red]✗[/red] {escaped(error)}")
    err.print("Nothing was published; readers keep the last snapshot. Mend the cause and run again.")


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
