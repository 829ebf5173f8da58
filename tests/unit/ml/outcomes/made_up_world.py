"""A made-up world whose rule of churn is known: silence, few orders and few products make customers leave."""

from datetime import date

import numpy as np
import pandas as pd

from ml.churn.spec import CHURN

FIRST_ON, AS_OF_ON = date(2024, 1, 1), date(2025, 10, 1)


def made_up_frame(days, customers=400, seed=1, season=0.0):
    """A training frame; `season` lifts the log-odds by so much in the second half of the year."""
    random = np.random.default_rng(seed)
    cut_off_on = np.repeat(pd.to_datetime(days).to_numpy(), customers)
    size = len(cut_off_on)
    orders = random.geometric(0.35, size)
    order_days = np.minimum(orders, random.geometric(0.5, size))
    silence = random.integers(1, 200, size)
    span = np.where(order_days > 1, random.integers(10, 200, size), 0)
    products = random.geometric(0.03, size)
    spend = np.round(random.lognormal(5, 1, size), 2)
    odds = 1.2 * np.log1p(silence) - 1.0 * np.log(orders) - 1.2 * np.log1p(products) - 0.8
    odds += np.where(pd.DatetimeIndex(cut_off_on).month >= 7, season, 0.0)
    return pd.DataFrame(dict.fromkeys(CHURN.inputs.columns, 0.0), index=range(size)).assign(
        customer_id=[f"customer-{number}" for number in random.permutation(size)],
        cut_off_on=cut_off_on,
        is_churned=random.random(size) < 1 / (1 + np.exp(-odds)),
        order_count=orders,
        order_day_count=order_days,
        order_count_90d=np.where(silence <= 90, np.maximum(orders // 2, 1), 0),
        days_since_last_order=silence,
        days_since_first_order=silence + span,
        purchase_cycle_days=np.where(order_days > 1, span / np.maximum(order_days - 1, 1), np.nan),
        lifetime_spend_amount=spend,
        average_order_amount=spend / orders,
        distinct_product_count=products,
        days_since_last_event=np.nan,
    )
