"""A made-up shop whose customers are of known kinds."""

import numpy as np
import pandas as pd

AS_OF_ON = pd.Timestamp("2026-03-02")
# kind → typical days since the latest order, orders in a year, basket, share of lines below list price
KINDS = {
    "regular": (8, 14, 300, 0.1),
    "bargain": (60, 5, 90, 0.8),
    "lapsed": (260, 2, 120, 0.1),
}


def people_of(kinds, seed=1, size=240):
    """Features of `size` customers of each kind, and one who never ordered; `kind` is the truth."""
    random = np.random.default_rng(seed)
    parts = []
    for kind, (recency, orders, basket, discount) in kinds.items():
        count = 1 + random.poisson(orders - 1, size)
        lines = 3 * count
        spread = [np.exp(random.normal(0, 0.25, size)) for _ in range(3)]
        rate = random.beta(20 * discount, 20 * (1 - discount), size)
        parts.append(
            {
                "kind": kind,
                "order_count": count,
                "order_count_365d": count,
                "order_line_count_365d": lines,
                "days_since_last_order": np.round(recency * spread[0]),
                "purchase_cycle_days": np.where(count > 1, 365 / count, np.nan),
                "event_count_90d": 0,
                "weekend_order_rate": random.binomial(count, 2 / 7) / count,
                "discounted_line_rate_365d": random.binomial(lines, rate) / lines,
                "returned_rate": 0.0,
                "average_order_amount": basket * spread[1],
                "spend_amount_365d": basket * spread[1] * count,
            }
        )
    never = dict.fromkeys(parts[0], np.nan) | {"kind": "never", "order_count": 0, "order_count_365d": 0}
    people = pd.concat([*(pd.DataFrame(part) for part in parts), pd.DataFrame([never])], ignore_index=True)
    people["customer_id"] = [f"{number:08x}" for number in random.permutation(len(people)) + seed * 100_000]
    return people.assign(as_of_on=AS_OF_ON)
