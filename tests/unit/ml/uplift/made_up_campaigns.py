"""Campaigns whose effect is known: messages move those who like discounts, and nobody else."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from ml.uplift.spec import INPUTS, KIND

FIRST_ON = date(2025, 1, 6)


def true_effect(frame):
    """What a message adds to the chance of an order."""
    return 0.3 * frame["discounted_line_rate_365d"].to_numpy()


def made_up_messages(campaigns=12, messages=1500, seed=1, holdout=0.3):
    """A training frame: every two weeks a campaign to customers drawn from 4,000."""
    random = np.random.default_rng(seed)
    size = campaigns * messages
    likes = random.beta(1, 2, 4000)
    customer = np.concatenate([random.choice(4000, messages, replace=False) for _ in range(campaigns)])
    campaign = np.repeat(np.arange(campaigns), messages)
    frame = pd.DataFrame(dict.fromkeys(INPUTS.columns, 0.0), index=range(size)).assign(
        customer_id=[f"customer-{number}" for number in customer],
        campaign_id=[f"C{number}" for number in campaign],
        sent_on=[FIRST_ON + timedelta(days=14 * int(number)) for number in campaign],
        is_treated=random.random(size) >= holdout,
        discounted_line_rate_365d=likes[customer],
        days_since_last_order=random.integers(1, 300, size),
        order_count=random.geometric(0.3, size),
        usual_category=random.choice(["home", "food"], size),
        **{KIND: np.where(campaign % 2, "coupon", "newsletter")},
    )
    own = 0.25 * np.exp(-frame["days_since_last_order"] / 60)
    return frame.assign(
        has_responded=random.random(size) < own + frame["is_treated"] * true_effect(frame),
    )
