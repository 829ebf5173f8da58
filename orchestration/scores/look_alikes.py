"""Look-alikes: who, outside the segments that ask for it, is like those in them."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ml.look_alikes.columns import Column
from ml.look_alikes.pool import Seed
from ml.look_alikes.settings import LookAlikeSettings
from ml.outcomes.phrases import SHARE, TENTHS, WHOLE
from orchestration.compose.seeds import left_out
from orchestration.errors import HuaxiangError
from orchestration.scores.model import Figure, ScoredModel, figures_of, train_once
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

KEY = "look_alikes"
_SEED_CUSTOMERS = "seed_customers"
_BASELINE = "the best single number"
# customers drawn from all, and of each seed: more would sharpen the figures little
_MOST_DRAWN, _MOST_OF_A_SEED = 40_000, 20_000
_SHARES = ("_rate", "_share", "_rank")
# each seed's members and a draw of all customers, in the same order of chance
_TRAINING = """
with
all_customers as ({seed_customers}),
placed as (
    select *, {places}, row_number() over (order by md5(customer_id), customer_id) as place from all_customers
)
select placed.customer_id, placed.place <= {drawn} as is_drawn, {keys}, {columns}
from placed
inner join features.fct_customer_features as features using (customer_id)
where placed.place <= {drawn} or {chosen}
order by placed.customer_id
"""
_PLACE = "row_number() over (partition by {key} order by md5(customer_id), customer_id) as {key}_place"
_SCORING = """
select seeded.customer_id, {keys}, {columns}
from ({seed_customers}) as seeded
inner join features.fct_customer_features as features using (customer_id)
order by seeded.customer_id
"""


def look_alike_settings(decided: Mapping[str, Any]) -> LookAlikeSettings:
    """Of definitions/settings.yml; HuaxiangError for no bands."""
    own = {name: decided[f"look_alike_{name}"] for name in ("min_seed", "high_share", "medium_share")}
    try:
        return LookAlikeSettings(**own)
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: look_alikes: {error}") from error


def readable_columns(definitions: Mapping[str, Any]) -> list[Column]:
    """Every feature that is a number or a word and that tells people something."""
    silent = set(definitions["settings"]["card_leaves_out"])
    return [
        Column(column["name"], _written(column), column["name_zh"], _lowered(column["description"]))
        for column in definitions["features"]["columns"]
        if column["type"] not in ("date", "timestamp", "boolean") and column["name"] not in silent
    ]


def seeds_of(warehouse: Warehouse, definitions: Mapping[str, Any]) -> list[Seed]:
    """The segments that ask for look-alikes, as large as they are now."""
    from orchestration.dbt import compiled

    asking = _asking(definitions)
    if not asking:
        return []
    counted = ", ".join(f"count_if({key}) as {key}" for key in asking)
    sizes = warehouse.read(
        f"select count(*) as customers, {counted} from ({compiled(_SEED_CUSTOMERS)})"
    ).iloc[0]
    return [
        Seed(
            key=key,
            name_zh=segment["name"]["zh"],
            name_en=segment["name"]["en"],
            leaves_out=frozenset(left_out(segment, definitions)),
            size=int(sizes[key]),
            customer_count=int(sizes["customers"]),
        )
        for key, segment in asking.items()
    ]


def training_rows(warehouse: Warehouse, keys: Iterable[str], columns: Iterable[Column]) -> pd.DataFrame:
    """Per customer drawn, or of those in a seed: customer_id, is_drawn, a boolean per seed, the columns."""
    from orchestration.dbt import compiled

    keys = list(keys)
    return warehouse.read(
        _TRAINING.format(
            seed_customers=compiled(_SEED_CUSTOMERS),
            places=", ".join(_PLACE.format(key=key) for key in keys),
            drawn=_MOST_DRAWN,
            keys=", ".join(f"placed.{key}" for key in keys),
            columns=selected(columns),
            chosen=" or ".join(f"placed.{key} and placed.{key}_place <= {_MOST_OF_A_SEED}" for key in keys),
        )
    )


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train on the customers of the warehouse; `afresh` means nothing, for no fit depends on another."""
    from ml.look_alikes.train import train, version_of
    from orchestration.dbt import project_vars

    definitions, settings = project_vars(), look_alike_settings(business_settings())
    columns, seeds = readable_columns(definitions), seeds_of(warehouse, definitions)
    keys = [seed.key for seed in seeds]
    rows = (
        training_rows(warehouse, keys, columns) if keys else pd.DataFrame({"customer_id": [], "is_drawn": []})
    )
    version = version_of(rows, seeds, columns, settings)
    return train_once(store, KEY, version, lambda: train(rows, seeds, columns, settings))


def _score(fitted: Any, _: pd.DataFrame, warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.look_alikes.score import columns_read, score
    from orchestration.dbt import compiled, project_vars

    # a segment that asks no more has no look-alikes, whatever the fit knows
    keys = [key for key in _asking(project_vars()) if key in fitted.scorers]
    if not keys:
        return {}
    features = warehouse.read(
        _SCORING.format(
            keys=", ".join(f"seeded.{key}" for key in keys),
            columns=selected(columns_read(fitted)),
            seed_customers=compiled(_SEED_CUSTOMERS),
        )
    )
    return {f"int_scores__{KEY}": score(fitted, features, keys, look_alike_settings(business_settings()))}


def _asking(definitions: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {segment["key"]: segment for segment in definitions["segments"] if "seed_rule" in segment}


def _written(column: Mapping[str, Any]) -> str:
    if column["type"] == "string":
        return ""
    if column["type"] == "double":
        return SHARE if any(part in column["name"] for part in _SHARES) else TENTHS
    return WHOLE


def _lowered(description: str) -> str:
    """As the beginning of a reason: a capital stays where a name or an abbreviation begins with it."""
    return description[:1].lower() + description[1:] if description[1:2].islower() else description


def selected(columns: Iterable[Column]) -> str:
    """The columns of a query that reads these features."""
    return ", ".join(
        f"cast(features.{column.name} as double) as {column.name}"
        if column.written
        else f"features.{column.name}"
        for column in columns
    )


def _headline(card: Mapping[str, Any]) -> tuple[str, str]:
    """The AUC of the first seed that is told, else of the first tested."""
    tested = [key for key, seed in card["seeds"].items() if "figures" in seed]
    told = [key for key in tested if card["seeds"][key]["is_published"]]
    return f"{next(iter(told or tested), 'seed')}_auc", _BASELINE


def _figures(card: Mapping[str, Any]) -> list[Figure]:
    return [
        figure._replace(figure=f"{key}_{figure.figure}")
        for key, seed in card["seeds"].items()
        for figure in figures_of(seed.get("figures", {}))
    ]


def _withheld(card: Mapping[str, Any]) -> list[str]:
    return [f"{key}: {seed['verdict']}" for key, seed in card["seeds"].items() if not seed["is_published"]]


def _told(card: Mapping[str, Any]) -> list[str]:
    return [
        f"{seed['name']['zh']} {seed['name']['en']}, {seed['size']:,} of {seed['customers']:,} customers:"
        f" {seed['verdict']}" + _found(seed)
        for seed in card["seeds"].values()
    ]


def _found(seed: Mapping[str, Any]) -> str:
    if "figures" not in seed:
        return ""
    model = seed["figures"]["model"]
    return (
        f" Of {seed['test']['seed_customers']:,} members kept aside {model['found_high']:.0%} score as high,"
        f" {model['found_medium']:.0%} as medium or high; lift at the top decile"
        f" {model['top_decile_lift']:.2f}."
    )


LOOK_ALIKES = ScoredModel(
    key=KEY,
    name_zh="相似人群",
    name_en="Look-alikes",
    description="The fitted look-alikes in use, or why there are none: what else those of a segment share.",
    reads=_SEED_CUSTOMERS,
    columns=lambda: (),
    train=_train,
    tables={
        f"int_scores__{KEY}": {
            "segment_key": "varchar",
            "customer_id": "varchar",
            "score": "double",
            "band": "varchar",
            "reasons_zh": "varchar",
            "reasons_en": "varchar",
        }
    },
    score=_score,
    headline=_headline,
    figures=_figures,
    withheld=_withheld,
    told=_told,
)
