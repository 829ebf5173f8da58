"""What a customer's texts say together."""

from datetime import date

import numpy as np
import pandas as pd

from ml.text.settings import TextSettings

WINDOWS = (90, 365)
TOP_TOPICS = 3
_COLUMNS = [
    *("customer_id", "text_id", "written_at", "written_on", "sentiment", "negative_score"),
    *("topics", "is_wish", "wish", "is_complaint", "leanings"),
]


def roll_up(
    texts: pd.DataFrame, as_of: pd.Timestamp, as_of_on: date, settings: TextSettings, leaning_keys: list[str]
) -> pd.DataFrame:
    """One row per customer with a text before `as_of`.

    `texts` has customer_id, text_id, written_at (an instant like `as_of`), written_on (its business day) and
    the columns of score.score. A window of n days holds texts with written_on >= as_of_on - n. Per window:
    text_count, negative_text_count, positive_text_count, complaint_text_count, and, from
    `min_customer_texts` texts with a sentiment on, negative_text_rate and sentiment_score (1 praise, 0
    blame), null below. Of 365 days also top_topics (the three commonest, equals by key) and
    <leaning>_text_count; of all time last_wish and last_wished_on. ValueError for lacking columns.
    """
    lacking = [column for column in _COLUMNS if column not in texts.columns]
    if lacking:
        raise ValueError(
            f"The texts to roll up have no {', '.join(lacking)}; expected {', '.join(_COLUMNS)}."
        )
    known = texts[texts["customer_id"].notna() & (texts["written_at"] < as_of)]
    days_ago = (pd.Timestamp(as_of_on) - pd.to_datetime(known["written_on"])).dt.days
    found = pd.DataFrame(index=pd.Index(sorted(known["customer_id"].unique()), name="customer_id"))
    for days in WINDOWS:
        found = found.join(_window(known[days_ago <= days], days, settings))
    year = known[days_ago <= WINDOWS[-1]]
    found = found.join(_top_topics(year)).join(_last_wish(known))
    for key in leaning_keys:
        says = year.loc[_has_key(year["leanings"], key), "customer_id"]
        found[f"{key}_text_count"] = says.value_counts().reindex(found.index)
    counts = [column for column in found.columns if "_count" in column]
    found[counts] = found[counts].fillna(0).astype("int64")
    return found.reset_index()


def motive_counts(texts: pd.DataFrame, searches: pd.DataFrame) -> pd.DataFrame:
    """customer_id, topic and mention_count: of topics in wishes, and in search words.

    `texts` has customer_id, topics, is_wish; `searches` customer_id, topics (search words read by score).
    """
    spoken = pd.concat(
        [texts.loc[texts["is_wish"], ["customer_id", "topics"]], searches[["customer_id", "topics"]]]
    )
    topics = _each_topic(spoken)
    return (
        topics.groupby(["customer_id", "topic"], as_index=False)
        .size()
        .rename(columns={"size": "mention_count"})
    )


def _window(texts: pd.DataFrame, days: int, settings: TextSettings) -> pd.DataFrame:
    """Counts and shares of one window."""
    marks = pd.DataFrame(
        {
            "customer_id": texts["customer_id"],
            "text_count": 1,
            "judged": texts["sentiment"].notna(),
            "negative_text_count": texts["sentiment"] == "negative",
            "positive_text_count": texts["sentiment"] == "positive",
            "complaint_text_count": texts["is_complaint"],
            "praise": 1 - texts["negative_score"].astype("float64"),
        }
    )
    summed = marks.groupby("customer_id").sum()
    is_enough = summed["judged"] >= settings.min_customer_texts
    judged = summed["judged"].where(is_enough).astype("float64")
    counts = ["text_count", "negative_text_count", "positive_text_count", "complaint_text_count"]
    window = summed[counts].astype("float64")
    window["negative_text_rate"] = summed["negative_text_count"] / judged
    window["sentiment_score"] = summed["praise"] / judged
    return window.add_suffix(f"_{days}d")


def _top_topics(texts: pd.DataFrame) -> pd.Series:
    counted = _each_topic(texts).groupby(["customer_id", "topic"], as_index=False).size()
    ordered = counted.sort_values(["customer_id", "size", "topic"], ascending=[True, False, True])
    return (
        ordered.groupby("customer_id")
        .head(TOP_TOPICS)
        .groupby("customer_id")["topic"]
        .agg(",".join)
        .rename(f"top_topics_{WINDOWS[-1]}d")
    )


def _last_wish(texts: pd.DataFrame) -> pd.DataFrame:
    wishes = texts[texts["is_wish"]].sort_values(["written_at", "text_id"])
    last = wishes.drop_duplicates("customer_id", keep="last").set_index("customer_id")
    return last[["wish", "written_on"]].rename(columns={"wish": "last_wish", "written_on": "last_wished_on"})


def _each_topic(texts: pd.DataFrame) -> pd.DataFrame:
    """customer_id and topic, a row per text and topic."""
    spoken = texts.loc[texts["topics"] != "", ["customer_id", "topics"]]
    return spoken.assign(topic=spoken["topics"].str.split(",")).explode("topic")[["customer_id", "topic"]]


def _has_key(joined: pd.Series, key: str) -> np.ndarray:
    return ("," + joined.astype(str) + ",").str.contains(f",{key},", regex=False).to_numpy(dtype=bool)
