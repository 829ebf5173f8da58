"""Which numbers about a customer clusters are made of, and of which customers."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Feature:
    """A column of fct_customer_features.

    kind: counts, amounts and days enter as log(1 + x); a rate is drawn towards the rate of all as if `habit`
    of what it counts (column `counted`) came from an average customer, so that one order on a Saturday makes
    nobody a weekend buyer. A habit that is not given is learned. is_forming: forms clusters; the others
    describe them.
    """

    column: str
    kind: Literal["count", "amount", "days", "rate"]
    zh: str
    en: str
    is_forming: bool = True
    counted: str = ""
    habit: float | None = None


# Spend is orders × basket, and the cycle is a span over orders (unknown for the third who ordered once):
# forming clusters with them would count one fact twice. Both tell people more than they tell KMeans.
FEATURES = (
    Feature("days_since_last_order", "days", "距上次下单天数", "days since the latest order"),
    Feature("order_count_365d", "count", "近 365 天订单数", "orders within 365 days"),
    Feature("purchase_cycle_days", "days", "购买周期天数", "days between orders", is_forming=False),
    Feature("event_count_90d", "count", "近 90 天互动次数", "interactions within 90 days"),
    Feature(
        "weekend_order_rate", "rate", "周末订单占比", "share of orders at weekends", counted="order_count"
    ),
    Feature(
        "discounted_line_rate_365d",
        "rate",
        "折扣商品占比",
        "share of lines below list price",
        counted="order_line_count_365d",
    ),
    # a share of money, not a count of anything: chance has no formula, so its habit is given
    Feature(
        "returned_rate", "rate", "退货金额占比", "returned share of spend", counted="order_count", habit=3.0
    ),
    Feature("average_order_amount", "amount", "客单价", "average order amount"),
    Feature("spend_amount_365d", "amount", "近 365 天消费", "spend within 365 days", is_forming=False),
)
BY_COLUMN = {feature.column: feature for feature in FEATURES}
# the feature columns that fitting and scoring read
COLUMNS = ["order_count", "order_line_count_365d", *BY_COLUMN]


def customers_with_order(features: pd.DataFrame) -> pd.DataFrame:
    """The customers clusters speak about, in doubles (unknown is NaN), with customer_id as sorted index.

    Raises ValueError when the frame lacks a column.
    """
    missing = sorted({"customer_id", *COLUMNS} - set(features.columns))
    if missing:
        raise ValueError(
            f"Clusters cannot be computed: fct_customer_features has no column {', '.join(missing)}. "
            "Build the features first, or correct the frame that is passed in."
        )
    numbers = {name: features[name].to_numpy(dtype="float64", na_value=np.nan) for name in COLUMNS}
    rows = pd.DataFrame(numbers, index=pd.Index(features["customer_id"].astype("str"), name="customer_id"))
    return rows[rows["order_count"] > 0].sort_index()


def sample(rows: pd.DataFrame, size: int) -> pd.DataFrame:
    """At most `size` rows in an order that only depends on customer_id: a customer stays in between fits."""
    order = np.argsort(pd.util.hash_array(rows.index.to_numpy(dtype="object")), kind="stable")
    return rows.iloc[order[:size]]
