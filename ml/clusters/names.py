"""Names of clusters, from what distinguishes them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from ml.clusters.model import ClusterSettings

HIGH, LOW = "high", "low"
_PHRASES_CONSIDERED = 4


@dataclass(frozen=True)
class Phrase:
    """A phrase in zh, and in en as the first or the last of two. Two of one subject never go together."""

    subject: str
    zh: str
    first: str
    last: str


# in the order in which two phrases are read
PHRASES = {
    ("days_since_last_order", LOW): Phrase("recency", "近期", "Recent", "recent buyers"),
    ("days_since_last_order", HIGH): Phrase("recency", "久未购", "Long-absent", "long-absent buyers"),
    ("order_count_365d", HIGH): Phrase("rhythm", "高频", "Frequent", "frequent buyers"),
    ("order_count_365d", LOW): Phrase("rhythm", "低频", "Occasional", "occasional buyers"),
    ("purchase_cycle_days", LOW): Phrase("rhythm", "复购快", "Fast-repeating", "fast-repeating buyers"),
    ("purchase_cycle_days", HIGH): Phrase("rhythm", "复购慢", "Slow-repeating", "slow-repeating buyers"),
    ("event_count_90d", HIGH): Phrase("activity", "常互动", "Engaged", "engaged buyers"),
    ("event_count_90d", LOW): Phrase("activity", "少互动", "Quiet", "quiet buyers"),
    ("weekend_order_rate", HIGH): Phrase("weekend", "周末购", "Weekend", "weekend buyers"),
    ("weekend_order_rate", LOW): Phrase("weekend", "工作日购", "Weekday", "weekday buyers"),
    ("discounted_line_rate_365d", HIGH): Phrase("discount", "爱折扣", "Discount-seeking", "discount seekers"),
    ("discounted_line_rate_365d", LOW): Phrase("discount", "少折扣", "Full-price", "full-price buyers"),
    ("returned_rate", HIGH): Phrase("returns", "常退货", "Return-prone", "return-prone buyers"),
    ("returned_rate", LOW): Phrase("returns", "少退货", "Rarely-returning", "buyers who rarely return goods"),
    ("average_order_amount", HIGH): Phrase("money", "大单", "Big-basket", "big-basket buyers"),
    ("average_order_amount", LOW): Phrase("money", "小单", "Small-basket", "small-basket buyers"),
    ("spend_amount_365d", HIGH): Phrase("money", "高消费", "High-spending", "big spenders"),
    ("spend_amount_365d", LOW): Phrase("money", "低消费", "Low-spending", "small spenders"),
}
_ORDER = {meaning: position for position, meaning in enumerate(PHRASES)}

Meaning = tuple[tuple[str, str], ...]


def meanings(of_cluster: pd.DataFrame, settings: ClusterSettings) -> Iterator[Meaning]:
    """What one cluster may be called by, best first: pairs, then single phrases of its strongest effects.

    Every phrase must hold by itself: significant, at least name_effect, and of name_share of the customers.
    Last comes (): nothing stands out.
    """
    holds_of = of_cluster["share_high"].where(of_cluster["effect"] > 0, of_cluster["share_low"])
    strong = of_cluster[
        (of_cluster["effect"].abs() >= settings.name_effect)
        & (of_cluster["p_value"] <= settings.max_p_value)
        & (holds_of >= settings.name_share)
    ].sort_values("effect", key=lambda effect: -effect.abs(), kind="stable")
    phrases = [
        (row.column, HIGH if row.effect > 0 else LOW) for row in strong.head(_PHRASES_CONSIDERED).itertuples()
    ]
    for one, other in combinations(phrases, 2):
        if PHRASES[one].subject != PHRASES[other].subject:
            yield tuple(sorted((one, other), key=_ORDER.get))
    for one in phrases:
        yield (one,)
    yield ()


def choose(found: pd.DataFrame, kept: dict[int, Meaning], settings: ClusterSettings) -> dict[int, Meaning]:
    """A meaning per cluster, each different while there are enough; `kept` ones are given and stay.

    The most distinct clusters choose first. `found` is what `effects` returns.
    """
    chosen = dict(kept)
    strongest = found.assign(strength=found["effect"].abs()).groupby("cluster")["strength"].max()
    for cluster in strongest.sort_values(ascending=False, kind="stable").index:
        if cluster not in chosen:
            possible = list(meanings(found[found["cluster"] == cluster], settings))
            chosen[cluster] = next((m for m in possible if m not in chosen.values()), possible[0])
    return chosen


def still_means(meaning: Meaning, of_cluster: pd.DataFrame, settings: ClusterSettings) -> bool:
    """Whether every phrase still holds: same direction, significant, at least turned_effect."""
    if not meaning:
        return next(meanings(of_cluster, settings)) == ()
    by_column = of_cluster.set_index("column")
    return all(
        column in by_column.index
        and by_column.at[column, "p_value"] <= settings.max_p_value
        and by_column.at[column, "effect"] * (1 if direction == HIGH else -1) >= settings.turned_effect
        for column, direction in meaning
    )


def words(meaning: Meaning) -> dict[str, str]:
    """The name in zh and en."""
    phrases = [PHRASES[part] for part in meaning]
    if not phrases:
        return {"zh": "普通客户", "en": "Typical customers"}
    if len(phrases) == 1:
        return {"zh": phrases[0].zh + "客户", "en": phrases[0].last[0].upper() + phrases[0].last[1:]}
    return {"zh": phrases[0].zh + phrases[1].zh, "en": f"{phrases[0].first} {phrases[1].last}"}


def unlike(name: dict[str, str], others: Iterable[dict[str, str]]) -> dict[str, str]:
    """The name, numbered in both languages if one of the `others` has it."""
    taken = [other[language] for other in others for language in ("zh", "en")]
    return {language: numbered(word, set(taken), " ") for language, word in name.items()}


def numbered(wanted: str, taken: set[str], separator: str) -> str:
    """`wanted`, or with the first number from 2 on that makes it different from all `taken`."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}{separator}{number}"
    return name


def key_of(name_en: str) -> str:
    """A name as a snake_case key."""
    return re.sub(r"[^a-z0-9]+", "_", name_en.lower()).strip("_")
