"""`huaxiang train`: train the models on the warehouse as it stands, and say what came of it."""

from typing import Any

from rich.console import Console
from rich.markup import escape

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.run import Say, execute_job, failure_reasons, prepare_dagster
from orchestration.scores.store import CHURN, MODEL_KEYS, Current, ModelStore
from orchestration.scores.tables import NAMES
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
    return {model_key: store.current(model_key) for model_key in MODEL_KEYS}


def show_training(out: Console, settings: Settings, trained: dict[str, Current]) -> None:
    """Per model: the version in use and its test, or why the last fit is not in use."""
    store = ModelStore(Home(settings.home))
    for model_key, current in trained.items():
        card = store.card(model_key, current.told_version)
        mark = "[yellow]![/yellow]" if current.reason else "[green]✓[/green]"
        in_use = f"version {current.version} is in use" if current.version else "no version is in use"
        out.print(f"{mark} [bold]{' '.join(NAMES[model_key])}[/bold]: {in_use}")
        if current.reason:
            out.print(f"  {escape(current.reason)}")
        for line in _churn_lines(card) if model_key == CHURN else _cluster_lines(card):
            out.print(f"  {escape(line)}")
    out.print("The next [bold]huaxiang run[/bold] scores with what is in use.")


def _churn_lines(card: dict[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    model, baseline, recency = card["figures"].values()
    low, high = model["auc_interval"]
    lead_low, lead_high = baseline["auc_difference_interval"]
    bands = ", ".join(
        f"{band} {found['customer_count']:,} customers promised {found['mean_score']:.0%} left"
        f" {found['churned_share']:.0%}"
        for band, found in card["bands"].items()
        if found["customer_count"]
    )
    return [
        f"test from {card['test']['cut_offs'][0]} on, {card['horizon_days']} days, {card['test']['rows']:,}"
        f" customers: AUC {model['auc']:.3f} ({low:.3f} to {high:.3f})",
        f"recency and frequency {baseline['auc']:.3f}, recency alone {recency['auc']:.3f};"
        f" lead over the former {baseline['auc_difference']:+.4f} ({lead_low:+.4f} to {lead_high:+.4f})",
        f"calibration error {model['calibration_error']:.3f}; {bands}",
    ]


def _cluster_lines(card: dict[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    figures = card["figures"]
    clusters = [
        f"{found['name']['zh']} {found['name']['en']}: {found['sentence']['en']}"
        for found in card.get("clusters", {}).values()
    ]
    return [
        f"{figures['cluster_count']} clusters, silhouette {figures['silhouette']:.3f} (one cloud"
        f" {figures['one_cloud_silhouette']:.3f}), stability {figures['stability']:.2f}",
        *clusters,
    ]
