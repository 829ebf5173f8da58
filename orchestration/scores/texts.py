"""What texts say: each read once by a version of the reader, then told of texts, customers and leanings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from orchestration.scores.sentiment import KEY, text_settings
from orchestration.scores.store import ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

if TYPE_CHECKING:
    from ml.text.definitions import Definitions
    from ml.text.settings import TextSettings
    from ml.text.train import Fitted

READ = "int_scores__texts_read"
_READ_TYPES = {
    "text_hash": "varchar",
    "reader_version": "varchar",
    "language": "varchar",
    "sentiment": "varchar",
    "negative_score": "double",
    "sentiment_source": "varchar",
    "sentiment_evidence": "varchar",
    "topics": "varchar",
    "topic_evidence": "varchar",
    "is_wish": "boolean",
    "wish": "varchar",
    "is_complaint": "boolean",
    "complaint_evidence": "varchar",
    "complaint_topics": "varchar",
    "leanings": "varchar",
}
_WINDOWED = {
    "text_count": "bigint",
    "negative_text_count": "bigint",
    "positive_text_count": "bigint",
    "complaint_text_count": "bigint",
    "negative_text_rate": "double",
    "sentiment_score": "double",
}
# table → column → type, of what is handed to dbt beside the texts read
TYPES: dict[str, Mapping[str, str]] = {
    "int_scores__customer_texts": {
        "customer_id": "varchar",
        **{f"{name}_{days}d": kind for days in (90, 365) for name, kind in _WINDOWED.items()},
        "top_topics_365d": "varchar",
        "last_wish": "varchar",
        "last_wished_on": "date",
    },
    "int_scores__leanings": {
        "customer_id": "varchar",
        "leaning_key": "varchar",
        "is_held": "boolean",
        "points": "bigint",
        "known_sign_count": "bigint",
        "met_sign_count": "bigint",
        "evidence_zh": "varchar",
        "evidence_en": "varchar",
    },
    "int_scores__motives": {
        "customer_id": "varchar",
        "motive": "varchar",
        "mention_count": "bigint",
        "mention_rate": "double",
        "evidence_zh": "varchar",
        "evidence_en": "varchar",
    },
    "int_scores__text_words": {
        "word_kind": "varchar",
        "word_key": "varchar",
        "name_zh": "varchar",
        "name_en": "varchar",
    },
}
# what people wrote, and what they sought: short, and the same for many
_TEXTS = """
select written_text as text from customers.int_customers__texts
union all
select search_term as text from customers.fct_web_events where search_term is not null
"""
_UNREAD = f"""
with distinct_texts as (select text, md5(text) as text_hash from ({_TEXTS}) group by text)
select text_hash as text_id, text from distinct_texts
anti join scores.{READ} as already_read using (text_hash)
order by text_hash
"""
_NO_LONGER_HELD = f"""
delete from scores.{READ}
where reader_version <> ? or text_hash not in (select md5(text) from ({_TEXTS}))
"""
_OF_CUSTOMERS = f"""
select texts.customer_id, texts.text_id, texts.written_at, texts.written_on,
    already_read.sentiment, already_read.negative_score, already_read.topics, already_read.is_wish,
    already_read.wish, already_read.is_complaint, already_read.leanings
from customers.int_customers__texts as texts
inner join scores.{READ} as already_read on md5(texts.written_text) = already_read.text_hash
cross join ingest.run_context as run_context
where texts.customer_id is not null and texts.written_at < run_context.as_of
"""
_SEARCHES = f"""
select events.customer_id, already_read.topics
from customers.fct_web_events as events
inner join scores.{READ} as already_read on md5(events.search_term) = already_read.text_hash
cross join ingest.run_context as run_context
where events.customer_id is not null and already_read.topics <> '' and events.occurred_at < run_context.as_of
    and events.occurred_on >= run_context.as_of_on - 365
"""
_MOMENT = "select as_of, as_of_on from ingest.run_context"


def read_texts(store: ModelStore, warehouse: Warehouse, features: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Read what no earlier run has read; table → rows for all customers. `features` as `columns_needed`.

    What was read is kept in the warehouse by the text's hash, and goes with its text. Another fit, other
    words or settings are another reader: then all is read again.
    """
    from ml.text.definitions import own_definitions

    settings, definitions = text_settings(business_settings()), own_definitions()
    fitted = _fit_in_use(store)
    _read_new(warehouse, settings, definitions, fitted)
    return _told(warehouse, features, settings, definitions)


def columns_needed(known: Any) -> list[str]:
    """The features among `known` that signs of leanings are read from."""
    from ml.text.definitions import own_definitions
    from ml.text.leanings import columns_read

    return [column for column in columns_read(own_definitions()) if column in known]


def _fit_in_use(store: ModelStore) -> "Fitted | None":
    current = store.current(KEY)
    return store.fitted(KEY, current.version) if current and current.version else None


def _read_new(
    warehouse: Warehouse, settings: "TextSettings", definitions: "Definitions", fitted: "Fitted | None"
) -> None:
    from ml.text.score import score_batches

    version = _reader_version(settings, definitions, fitted)
    columns = ", ".join(f"{name} {kind}" for name, kind in _READ_TYPES.items())
    with warehouse.open() as con:
        con.execute(
            f"create schema if not exists scores; create table if not exists scores.{READ} ({columns})"
        )
        con.execute(_NO_LONGER_HELD, [version])
        unread = con.sql(_UNREAD).to_arrow_table().to_pandas()
        for batch in score_batches(unread, settings, definitions, fitted) if len(unread) else ():
            rows = batch.rename(columns={"text_id": "text_hash"}).assign(reader_version=version)
            con.register("incoming", rows)
            casts = ", ".join(f"cast({name} as {kind})" for name, kind in _READ_TYPES.items())
            con.execute(f"insert into scores.{READ} select {casts} from incoming")
            con.unregister("incoming")


def _reader_version(settings: "TextSettings", definitions: "Definitions", fitted: "Fitted | None") -> str:
    from dataclasses import asdict

    from ml.registry import fingerprint, source_of

    fit = fitted.model_version if fitted else "lexicon"
    known = (fit, repr(asdict(settings)), definitions.source)
    return fingerprint(*(part.encode() for part in known), source_of("ml.text"))


def _told(
    warehouse: Warehouse, features: pd.DataFrame, settings: "TextSettings", definitions: "Definitions"
) -> dict[str, pd.DataFrame]:
    from ml.text.customers import motive_counts, roll_up
    from ml.text.leanings import leanings, motives

    moment = warehouse.read(_MOMENT).iloc[0]
    texts = warehouse.read(_OF_CUSTOMERS)
    keys = [leaning.key for leaning in definitions.leanings]
    rolled = roll_up(texts, moment["as_of"], moment["as_of_on"], settings, keys)
    beside = features.drop(columns=["as_of_on"], errors="ignore").merge(rolled, on="customer_id", how="left")
    year_ago = pd.Timestamp(moment["as_of_on"]) - pd.Timedelta(days=365)
    lately = texts[pd.to_datetime(texts["written_on"]) >= year_ago]
    mentions = motive_counts(lately, warehouse.read(_SEARCHES))
    return {
        "int_scores__customer_texts": rolled,
        "int_scores__leanings": leanings(beside, definitions),
        "int_scores__motives": motives(mentions, definitions),
        "int_scores__text_words": _words(definitions),
    }


def _words(definitions: "Definitions") -> pd.DataFrame:
    """The names of topics and leanings."""
    topics = [("topic", key, name["zh"], name["en"]) for key, name in definitions.topics.items()]
    leans = [("leaning", each.key, each.name["zh"], each.name["en"]) for each in definitions.leanings]
    return pd.DataFrame([*topics, *leans], columns=list(TYPES["int_scores__text_words"]))
