"""How customers lean and what moves them, from words and behaviour, with evidence."""

import numpy as np
import pandas as pd

from ml.text.definitions import LANGUAGES, Definitions, Leaning, Sign
from ml.text.evidence import BETWEEN

_BETWEEN = {"zh": BETWEEN, "en": "; "}


def columns_read(definitions: Definitions) -> list[str]:
    """The columns that signs are read from; those that a company has not are left out of its frame."""
    signs = [sign for leaning in definitions.leanings for sign in leaning.signs]
    named = [[sign.column, *([sign.per] if sign.per else []), *(sign.needs or {})] for sign in signs]
    return list(dict.fromkeys(column for columns in named for column in columns))


def leanings(frame: pd.DataFrame, definitions: Definitions) -> pd.DataFrame:
    """One row per customer and leaning of which enough signs are known.

    `frame` has customer_id and any of `columns_read`; a column that is absent or null is not known, which
    speaks neither way. Columns: customer_id, leaning_key, is_held, points (signs met for it less those met
    against), known_sign_count, met_sign_count, and evidence_zh and evidence_en: the signs met, with numbers.
    """
    parts = [_leaning(frame, leaning) for leaning in definitions.leanings]
    return pd.concat(parts, ignore_index=True).sort_values(["customer_id", "leaning_key"], ignore_index=True)


def motives(mentions: pd.DataFrame, definitions: Definitions) -> pd.DataFrame:
    """One row per customer whose wishes and searches are about one topic most of all.

    `mentions` has customer_id, topic and mention_count. Columns: customer_id, motive (a topic),
    mention_count, mention_rate, evidence_zh, evidence_en. Nothing is said below the floors of the
    definitions, nor on a tie.
    """
    summed = mentions.groupby(["customer_id", "topic"], as_index=False)["mention_count"].sum()
    summed["all"] = summed.groupby("customer_id")["mention_count"].transform("sum")
    summed["most"] = summed.groupby("customer_id")["mention_count"].transform("max")
    top = summed[summed["mention_count"] == summed["most"]]
    top = top[~top["customer_id"].duplicated(keep=False)]
    rate = top["mention_count"] / top["all"]
    said = top[
        (top["all"] >= definitions.motive["least_mentions"]) & (rate >= definitions.motive["least_share"])
    ]
    told = {
        "zh": "愿望与搜索 {all} 次，其中{name} {count} 次",
        "en": "{count} of {all} wishes and searches: {name}",
    }
    found = pd.DataFrame(
        {
            "customer_id": said["customer_id"],
            "motive": said["topic"],
            "mention_count": said["mention_count"],
            "mention_rate": rate[said.index],
        }
    )
    for language in LANGUAGES:
        found[f"evidence_{language}"] = [
            told[language].format(all=whole, count=count, name=definitions.topics[topic][language])
            for topic, count, whole in zip(said["topic"], said["mention_count"], said["all"], strict=True)
        ]
    return found.reset_index(drop=True)


def _leaning(frame: pd.DataFrame, leaning: Leaning) -> pd.DataFrame:
    values = [_value(frame, sign) for sign in leaning.signs]
    known = np.sum([np.isfinite(value) for value in values], axis=0)
    met = [_is_met(value, sign) for value, sign in zip(values, leaning.signs, strict=True)]
    for_it = np.sum([m for m, sign in zip(met, leaning.signs, strict=True) if not sign.is_against], axis=0)
    points = for_it - np.sum(
        [m for m, sign in zip(met, leaning.signs, strict=True) if sign.is_against], axis=0
    )
    told = {language: _told(leaning, values, met, language) for language in LANGUAGES}
    found = pd.DataFrame(
        {
            "customer_id": frame["customer_id"].to_numpy(),
            "leaning_key": leaning.key,
            "is_held": points >= leaning.least_met,
            "points": points.astype("int64"),
            "known_sign_count": known.astype("int64"),
            "met_sign_count": np.sum(met, axis=0).astype("int64"),
            "evidence_zh": told["zh"],
            "evidence_en": told["en"],
        }
    )
    return found[known >= leaning.least_known]


def _value(frame: pd.DataFrame, sign: Sign) -> np.ndarray:
    """The number of a sign per customer; NaN where it is not known."""
    value = _column(frame, sign.column)
    if sign.per:
        # nothing to divide by: ten looks and no order are ten looks
        value = value / np.maximum(_column(frame, sign.per), 1.0)
    for column, least in (sign.needs or {}).items():
        value = np.where(_column(frame, column) >= least, value, np.nan)
    return value


def _column(frame: pd.DataFrame, column: str) -> np.ndarray:
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame[column].astype("float64").to_numpy(na_value=np.nan)


def _is_met(value: np.ndarray, sign: Sign) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return value >= sign.least if sign.least is not None else value <= sign.most


def _told(leaning: Leaning, values: list[np.ndarray], met: list[np.ndarray], language: str) -> np.ndarray:
    """Per customer: the signs met, in their order, each text written once per distinct number."""
    whole = np.full(len(values[0]), "", dtype=object)
    for sign, value, is_met in zip(leaning.signs, values, met, strict=True):
        rows = np.flatnonzero(is_met)
        distinct, which = np.unique(np.round(value[rows], 2), return_inverse=True)
        texts = np.array(
            [sign.told[language].format(value=f"{number:g}") for number in distinct], dtype=object
        )
        between = np.where(whole[rows] == "", "", _BETWEEN[language])
        whole[rows] += between + texts[which] if len(rows) else ""
    return whole
