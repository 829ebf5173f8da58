"""Why a customer's score is above or below the average customer's, in Chinese and English.

A reason is a fact beside its usual value: "days since the latest order: 118 (usually 40)".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml.churn.inputs import Numbers

_MOST = 3
# log-odds below which a theme is not worth a word: it moves a probability by about one percent
_LEAST = 0.05
_LARGE = 10


@dataclass(frozen=True)
class Phrase:
    """How a theme is told: the number shown, how it is written, and the words around it by language.

    `{fact}` and `{usual}` stand for the customer's value and the usual one; `without` is said where the
    customer has no such number.
    """

    number: Callable[[Numbers], np.ndarray]
    written: str
    words: dict[str, str]
    without: dict[str, str]


def _fact(column: str, written: str, zh: str, en: str, without_zh: str = "", without_en: str = "") -> Phrase:
    return Phrase(
        lambda given: given[column], written, {"zh": zh, "en": en}, {"zh": without_zh, "en": without_en}
    )


def _cycles(given: Numbers) -> np.ndarray:
    """Days since the latest order, in own purchase cycles of at least a day."""
    return given["days_since_last_order"] / np.maximum(given["purchase_cycle_days"], 1.0)


_WHOLE, _SHARE, _TENTHS = "{:,.0f}", "{:.0%}", "{:.1f}"

PHRASES = {
    "silence": _fact(
        "days_since_last_order",
        _WHOLE,
        "距上次下单 {fact} 天（一般 {usual} 天）",
        "days since the latest order: {fact} (usually {usual})",
    ),
    "rhythm": Phrase(
        _cycles,
        _TENTHS,
        {
            "zh": "沉默时长为自身购买周期的 {fact} 倍（一般 {usual} 倍）",
            "en": "silence in own purchase cycles: {fact} (usually {usual})",
        },
        {
            "zh": "只在一天下过单，没有购买周期",
            "en": "ordered on one day only: no purchase cycle",
        },
    ),
    "orders": _fact(
        "order_count",
        _WHOLE,
        "累计下单 {fact} 次（一般 {usual} 次）",
        "orders so far: {fact} (usually {usual})",
    ),
    "recent_orders": _fact(
        "order_count_90d",
        _WHOLE,
        "近 90 天下单 {fact} 次（一般 {usual} 次）",
        "orders in the last 90 days: {fact} (usually {usual})",
    ),
    "tenure": _fact(
        "days_since_first_order",
        _WHOLE,
        "首次下单距今 {fact} 天（一般 {usual} 天）",
        "days since the first order: {fact} (usually {usual})",
    ),
    "spend": _fact(
        "lifetime_spend_amount",
        _WHOLE,
        "累计消费 {fact}（一般 {usual}）",
        "spent so far: {fact} (usually {usual})",
    ),
    "breadth": _fact(
        "distinct_product_count",
        _WHOLE,
        "买过 {fact} 种商品（一般 {usual} 种）",
        "different products bought: {fact} (usually {usual})",
    ),
    "returns": _fact(
        "return_count",
        _WHOLE,
        "退货 {fact} 次（一般 {usual} 次）",
        "returns: {fact} (usually {usual})",
    ),
    "discount": _fact(
        "discounted_line_rate_365d",
        _SHARE,
        "折扣购买占比 {fact}（一般 {usual}）",
        "bought below list price: {fact} (usually {usual})",
        "近 365 天没有购买明细",
        "nothing bought in the last 365 days",
    ),
    "visits": _fact(
        "active_day_count_90d",
        _WHOLE,
        "近 90 天有 {fact} 天来访（一般 {usual} 天）",
        "days with a visit in the last 90: {fact} (usually {usual})",
    ),
    "interest": _fact(
        "view_count_30d",
        _WHOLE,
        "近 30 天浏览 {fact} 次（一般 {usual} 次）",
        "views in the last 30 days: {fact} (usually {usual})",
    ),
    "messages": _fact(
        "clicked_message_count_90d",
        _WHOLE,
        "近 90 天点击营销消息 {fact} 次（一般 {usual} 次）",
        "marketing messages clicked in the last 90 days: {fact} (usually {usual})",
    ),
    "service": _fact(
        "complaint_count_90d",
        _WHOLE,
        "近 90 天投诉 {fact} 次（一般 {usual} 次）",
        "complaints in the last 90 days: {fact} (usually {usual})",
    ),
}
LANGUAGES = {"zh": "；", "en": "; "}


def shown(given: Numbers) -> dict[str, np.ndarray]:
    """Theme → the number that a reason shows of it, NaN where a customer has none."""
    return {theme: phrase.number(given) for theme, phrase in PHRASES.items()}


@dataclass(frozen=True)
class Usual:
    """Of a theme: the usual number, whether a larger one lifts scores, whether having none does."""

    number: float
    larger_lifts: bool
    none_lifts: bool


def usual_of(facts: np.ndarray, contributions: np.ndarray) -> Usual:
    """From the numbers shown and what the theme adds to the log-odds, of the training rows.

    The usual number is the mean on the scale on which the inputs add up; 0 without any.
    """
    is_known = np.isfinite(facts)
    scaled, added = np.log1p(facts[is_known]), contributions[is_known]
    if not len(scaled):
        return Usual(0.0, True, True)
    slope = ((scaled - scaled.mean()) * (added - added.mean())).sum()
    return Usual(float(np.expm1(scaled.mean())), bool(slope >= 0), bool(contributions[~is_known].sum() >= 0))


def reasons(
    themes: list[str],
    contributions: np.ndarray,
    is_above: np.ndarray,
    facts: dict[str, np.ndarray],
    usual: dict[str, Usual],
) -> dict[str, np.ndarray]:
    """Language → one text per row: up to three themes that pull the score to its side, the strongest first.

    `contributions` is rows × themes in log-odds; `is_above` says whether the row's score is above the average
    customer's. A theme sums several inputs; where the one number shown of it would speak for the other side,
    it is left out. A row that nothing pulls notably has an empty text.
    """
    pull = np.where(is_above[:, None], contributions, -contributions)
    for position, theme in enumerate(themes):
        pull[_lifts(facts[theme], usual[theme]) != is_above, position] = 0.0
    places = np.argsort(-pull, axis=1, kind="stable")[:, :_MOST]
    tells = np.take_along_axis(pull, places, axis=1) >= _LEAST
    told = {language: np.full(len(pull), "", dtype=object) for language in LANGUAGES}
    for place in range(places.shape[1]):
        for position, theme in enumerate(themes):
            rows = np.flatnonzero(tells[:, place] & (places[:, place] == position))
            for language, between in LANGUAGES.items():
                texts = _texts(theme, facts[theme][rows], usual[theme].number, language)
                told[language][rows] += (between if place else "") + texts
    return told


def _lifts(facts: np.ndarray, usual: Usual) -> np.ndarray:
    """Whether a number like this one goes with a higher score."""
    return np.where(np.isfinite(facts), (facts > usual.number) == usual.larger_lifts, usual.none_lifts)


def _texts(theme: str, facts: np.ndarray, usual: float, language: str) -> np.ndarray:
    """One text per fact, each distinct one written once."""
    phrase = PHRASES[theme]
    digits = {_WHOLE: 0, _SHARE: 2, _TENTHS: 1}[phrase.written]
    distinct, which = np.unique(np.round(facts, digits), return_inverse=True)
    # the usual number of orders lies between two whole ones
    beside = _TENTHS if phrase.written == _WHOLE and usual < _LARGE else phrase.written
    texts = [
        phrase.words[language].format(fact=phrase.written.format(fact), usual=beside.format(usual))
        if np.isfinite(fact)
        else phrase.without[language]
        for fact in distinct
    ]
    return np.array(texts, dtype=object)[which]
