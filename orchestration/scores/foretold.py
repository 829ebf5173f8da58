"""What models say is kept, of a sample of customers, until it is known what came of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from orchestration.scores.kept import KEPT_TYPES
from orchestration.scores.model import MODEL, ScoredModel
from orchestration.scores.store import ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

_KEPT_THIS_MONTH = """
select distinct history.model_key, history.model_version
from ingest.score_history as history
inner join ingest.run_context as run_context
    on date_trunc('month', history.observed_on) = date_trunc('month', run_context.as_of_on)
"""
_FORETOLD = """
select model_key, model_version, as_of_on, score, has_happened
from customers.int_customers__foretold
order by model_key, model_version, as_of_on, customer_id
"""


def to_keep(models: Mapping[str, tuple[str, int, pd.DataFrame]], warehouse: Warehouse) -> pd.DataFrame:
    """Rows of KEPT_TYPES. `models`: key → version in use, horizon and what it said. What a run of this month
    has kept of a version is not kept again.
    """
    from ml.outcomes.foretold import sampled

    known = set(warehouse.read(_KEPT_THIS_MONTH).itertuples(index=False, name=None))
    today = warehouse.read("select as_of, as_of_on from ingest.run_context").iloc[0]
    most = business_settings()["score_sample_customers"]
    kept = [
        sampled(scored, most).assign(
            model_key=key,
            model_version=version,
            horizon_days=horizon_days,
            as_of=today.as_of,
            observed_on=today.as_of_on,
        )
        for key, (version, horizon_days, scored) in models.items()
        if (key, version) not in known
    ]
    return pd.concat([pd.DataFrame(columns=list(KEPT_TYPES)), *kept], ignore_index=True)[list(KEPT_TYPES)]


def came_true(
    models: Mapping[str, ScoredModel], store: ModelStore, warehouse: Warehouse
) -> Iterator[dict[str, Any]]:
    """Rows of int_scores__drift: of each version and day what was said beside what came of it."""
    from ml.outcomes import foretold

    told = warehouse.read(_FORETOLD)
    for (key, version, day), rows in told.groupby(["model_key", "model_version", "as_of_on"]):
        if key not in models:
            continue
        score = rows["score"].to_numpy("float64")
        said = _promised(store, key, version) | {foretold.RATE: float(score.mean())}
        for figure in foretold.came_true(rows["has_happened"].to_numpy("int64"), score):
            yield {
                "model_key": key,
                "kind": "outcome",
                "observed_on": day,
                "model_version": version,
                "customer_count": len(rows),
                "said": said.get(figure.watched),
                **figure._asdict(),
            }


def _promised(store: ModelStore, model_key: str, version: str) -> dict[str, float]:
    """The figures of the test of a fit; none when it is gone."""
    if not store.holds(model_key, version):
        return {}
    return store.card(model_key, version).get("figures", {}).get(MODEL, {})
