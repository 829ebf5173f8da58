"""`huaxiang train`: train the models on the warehouse as it stands, and say what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape

from ml.contest import CHALLENGER, CHAMPION
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.run import Say, execute_job, failure_reasons, prepare_dagster
from orchestration.scores.catalogue import MODELS
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import Settings
from orchestration.warehouse import warehouse_lock


@dataclass(frozen=True)
class Trained:
    """What a training came to, and the version that was in use before; None for none."""

    current: Current
    version_before: str | None

    @property
    def is_lost(self) -> bool:
        """Whether customers lose the scores of this model by it."""
        return self.version_before is not None and self.current.version is None


def train(settings: Settings, *, afresh: bool, say: Say) -> dict[str, Trained]:
    """Run the job `train_models`; what each training came to. HuaxiangError when it failed."""
    home = Home(settings.home)
    home.claim(settings.sources)
    store = ModelStore(home)
    with warehouse_lock(home):
        before = {model_key: store.current(model_key) for model_key in MODELS}
        settings.export()
        prepare_dagster(home)
        say("Loading …", end="\n")
        result = execute_job("train_models", {"training": {"config": {"afresh": afresh}}}, say)
    if not result.success:
        raise HuaxiangError("\n".join(failure_reasons(result.all_events)))
    return {
        model_key: Trained(store.current(model_key), known.version if known else None)
        for model_key, known in before.items()
    }


def show_training(out: Console, settings: Settings, trained: dict[str, Trained]) -> None:
    """Per model: the version in use and its test, or why the last fit is not in use."""
    store = ModelStore(Home(settings.home))
    for model_key, found in trained.items():
        current = found.current
        card = store.card(model_key, current.told_version)
        mark = "[yellow]![/yellow]" if current.reason else "[green]✓[/green]"
        in_use = f"version {current.version} is in use" if current.version else "no version is in use"
        model = MODELS[model_key]
        out.print(f"{mark} [bold]{model.name_zh} {model.name_en}[/bold]: {in_use}")
        if withheld := model.withheld(card):
            out.print(f"  It withholds {', '.join(part.split(':')[0] for part in withheld)}.")
        if found.is_lost:
            out.print(f"  Version {found.version_before} was in use and is not any more.")
        if current.reason:
            out.print(f"  {escape(current.reason)}")
        if contest := _told(current.contest):
            out.print(f"  {escape(contest)}")
        for line in model.told(card):
            out.print(f"  {escape(line)}")
    out.print("The next [bold]huaxiang run[/bold] scores with what is in use.")


def _told(contest: Mapping[str, Any] | None) -> str:
    """What came of the newest fit and the one in use before on the same rows."""
    if not contest:
        return ""
    if "not_tried" in contest:
        return f"Version {contest['champion_version']} could not be tried beside it: {contest['not_tried']}."
    champion, challenger = (_number(contest[name]) for name in (CHAMPION, CHALLENGER))
    return (
        f"{contest['figure']} on the same rows: challenger {contest['challenger_version']} {challenger},"
        f" champion {contest['champion_version']} {champion}"
    )


def _number(told: list[float | None]) -> str:
    value, low, high = told
    return f"{value:.4f}" if low is None else f"{value:.4f} ({low:.4f} to {high:.4f})"
