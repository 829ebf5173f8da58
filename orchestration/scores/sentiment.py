"""Sentiment: learnt from the company's own rated texts; while there are too few, a lexicon reads them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from orchestration.errors import HuaxiangError
from orchestration.scores.model import ScoredModel, train_once
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

if TYPE_CHECKING:
    from ml.text.settings import TextSettings

KEY = "sentiment"
_RATED = """
select texts.written_text as text, texts.rating, texts.written_on, texts.text_group
from customers.int_customers__texts as texts
cross join ingest.run_context as run_context
where texts.rating is not null and texts.written_at < run_context.as_of
"""


def text_settings(decided: Mapping[str, Any]) -> "TextSettings":
    """Of definitions/settings.yml; HuaxiangError where they contradict each other."""
    from ml.text.settings import TextSettings

    try:
        return TextSettings(
            min_texts=decided["sentiment_min_texts"],
            min_per_class=decided["sentiment_min_per_class"],
            sure_from=decided["sentiment_sure_from"],
            min_customer_texts=decided["sentiment_min_customer_texts"],
        )
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: {error}") from error


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train on the rated texts; `afresh` means nothing, for no fit depends on the one before."""
    from ml.text.definitions import own_definitions
    from ml.text.rows import rows_of
    from ml.text.train import train, version_of

    settings, definitions = text_settings(business_settings()), own_definitions()
    frame = warehouse.read(_RATED)
    version = version_of(rows_of(frame, settings, definitions), settings, definitions)
    return train_once(store, KEY, version, lambda: train(frame, settings, definitions))


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return ["The lexicon reads the texts."]
    lines = [f"{card['test']['rows']:,} texts, {card['split']}; {card['chosen']}"]
    for scored_by, found in card["figures"].items():
        low, high = found["auc_interval"]
        lines.append(
            f"{scored_by}: AUC {found['auc']:.3f} ({low:.3f} to {high:.3f}), right {found['accuracy']:.1%}"
        )
    return lines


SENTIMENT = ScoredModel(
    key=KEY,
    name_zh="文字情感",
    name_en="Sentiment",
    description="The fitted sentiment model in use, or why there is none: rated texts teach and test.",
    reads="int_customers__texts",
    columns=lambda: (),
    train=_train,
    # texts are read by orchestration/scores/texts.py, with a fit or without one
    tables={},
    score=lambda fitted, features, warehouse: {},
    headline=("auc", "lexicon"),
    told=_told,
)
