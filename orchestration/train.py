"""`huaxiang train`: train the models on the warehouse as it stands, and say what came of it."""

from rich.console import Console
from rich.markup import escape

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.run import Say, execute_job, failure_reasons, prepare_dagster
from orchestration.scores.catalogue import MODELS
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import Settings
from orchestration.warehouse import warehouse_lock


def train(settings: Settings, *, afresh: bool, say: Say) -> dict[str, Current]:
    """Run the job `train_models`; what each training came to. HuaxiangError when it failed."""
    home = Home(settings.home)
    home.claim(settings.sources)
    with warehouse_lock(home):
        settings.export()
        prepare_dagster(home)
        say("Loading …", end="\n")
        result = execute_job("train_models", {"training": {"config": {"afresh": afresh}}}, say)
    if not result.success:
        raise HuaxiangError("\n".join(failure_reasons(result.all_events)))
    store = ModelStore(home)
    return {model_key: store.current(model_key) for model_key in MODELS}


def show_training(out: Console, settings: Settings, trained: dict[str, Current]) -> None:
    """Per model: the version in use and its test, or why the last fit is not in use."""
    store = ModelStore(Home(settings.home))
    for model_key, current in trained.items():
        card = store.card(model_key, current.told_version)
        mark = "[yellow]![/yellow]" if current.reason else "[green]✓[/green]"
        in_use = f"version {current.version} is in use" if current.version else "no version is in use"
        model = MODELS[model_key]
        out.print(f"{mark} [bold]{model.name_zh} {model.name_en}[/bold]: {in_use}")
        if withheld := model.withheld(card):
            out.print(f"  It withholds {', '.join(part.split(':')[0] for part in withheld)}.")
        if current.reason:
            out.print(f"  {escape(current.reason)}")
        for line in model.told(card):
            out.print(f"  {escape(line)}")
    out.print("The next [bold]huaxiang run[/bold] scores with what is in use.")
