"""A shop in which whoever buys a machine buys its capsules a month later, among much that follows no rule."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

AS_OF = date(2024, 7, 1)
KINDS, OTHERS = 30, 100


def purchases(seed: int = 1, customers: int = 1_500, *, follows_rule: bool = True) -> pd.DataFrame:
    """Rows of customer_id, product_id, ordered_on; without `follows_rule` capsules are anybody's."""
    chance = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        machine = int(chance.integers(KINDS))
        day = AS_OF - timedelta(days=int(chance.integers(1, 360)))
        rows.append((f"c{number}", f"machine {machine}", day))
        for cycle in (1, 2, 3):
            later = day + timedelta(days=30 * cycle + int(chance.integers(-5, 6)))
            kind = machine if follows_rule else int(chance.integers(KINDS))
            if later < AS_OF:
                rows.append((f"c{number}", f"capsules {kind}", later))
        for _ in range(2):
            other = AS_OF - timedelta(days=int(chance.integers(1, 360)))
            rows.append((f"c{number}", f"other {int(chance.integers(OTHERS))}", other))
    return pd.DataFrame(rows, columns=["customer_id", "product_id", "ordered_on"])
