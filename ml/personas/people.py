"""What is told of people beside what they care about: who they are, when they shop, their value."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Fact:
    """Something told on a card. A share is of those of whom it is known; of a number the median is told."""

    zh: str
    en: str
    is_share: bool = False
    is_rate: bool = False


# as the tag age_band cuts them
_AGES = (0, 18, 25, 35, 45, 60, np.inf)
_NUMBERS = {
    "usual_order_hour": Fact("通常下单时刻（点）", "usual hour of ordering"),
    "weekend_order_rate": Fact("周末订单占比", "share of orders at weekends", is_rate=True),
    "order_count_365d": Fact("近 365 天订单数", "orders within 365 days"),
    "average_order_amount": Fact("客单价", "average order amount"),
    "spend_amount_365d": Fact("近 365 天消费", "spend within 365 days"),
    "discounted_line_rate_365d": Fact("折扣商品占比", "share of lines below list price", is_rate=True),
    "purchasing_power_index": Fact("地区购买力指数", "purchasing power of the region"),
}
_PEOPLE = {
    "female": Fact("女性", "women", is_share=True),
    "male": Fact("男性", "men", is_share=True),
    "has_child": Fact("有孩子", "with children", is_share=True),
}
# of the numbers, which are features
FEATURES = tuple(name for name in _NUMBERS if name != "purchasing_power_index")
COLUMNS = ("gender", "age_years", "has_child", *_NUMBERS)
GENDERS = ("female", "male")


def _ages(low: float, high: float) -> Fact:
    if low == 0:
        return Fact(f"{high:.0f} 岁以下", f"under {high:.0f}", is_share=True)
    if high == np.inf:
        return Fact(f"{low:.0f} 岁以上", f"{low:.0f} and older", is_share=True)
    return Fact(f"{low:.0f}–{high - 1:.0f} 岁", f"{low:.0f}–{high - 1:.0f}", is_share=True)


def _spans(pairs: Iterable[tuple[float, float]]) -> dict[str, tuple[float, float]]:
    return {f"age_{low:.0f}_{high:.0f}": (low, high) for low, high in pairs}


# of a wider span than two neighbouring bands nobody would say that it is an age
AGE_BANDS, AGE_PAIRS = _spans(pairwise(_AGES)), _spans(zip(_AGES, _AGES[2:], strict=False))
_AGE_SPANS = AGE_BANDS | AGE_PAIRS
FACTS = _PEOPLE | {key: _ages(*span) for key, span in _AGE_SPANS.items()} | _NUMBERS


def facts(people: pd.DataFrame) -> pd.DataFrame:
    """A column of doubles per fact, as rows of `people`; shares are 0 and 1, unknown is NaN.

    Raises ValueError when a column of COLUMNS is missing.
    """
    if missing := sorted(set(COLUMNS) - set(people.columns)):
        raise ValueError(
            f"People cannot be described: the frame has no column {', '.join(missing)}. Expected"
            f" {', '.join(COLUMNS)}; pass empty columns for what is not known."
        )
    told = {gender: _is(people["gender"], gender) for gender in GENDERS}
    told["has_child"] = _doubles(people["has_child"])
    age = _doubles(people["age_years"])
    for key, (low, high) in _AGE_SPANS.items():
        told[key] = np.where(np.isnan(age), np.nan, (age >= low) & (age < high))
    return pd.DataFrame(told | {name: _doubles(people[name]) for name in _NUMBERS}, index=people.index)


def _is(values: pd.Series, wanted: str) -> np.ndarray:
    return np.where(values.isna(), np.nan, values == wanted)


def _doubles(values: pd.Series) -> np.ndarray:
    return values.to_numpy(dtype="float64", na_value=np.nan)
