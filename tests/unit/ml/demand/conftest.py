"""A made-up shop: two categories with forty products each, weekly sales drawn about a known pace."""

import numpy as np
import pandas as pd
import pytest

PRODUCTS = [(category, f"{category}-{number}") for category in ("tea", "toys") for number in range(40)]


def sold(pace: np.ndarray, seed: int = 1) -> pd.DataFrame:
    """Rows of the demand history; `pace` is the units per product and week, the oldest week first."""
    rng = np.random.default_rng(seed)
    weeks = len(pace)
    rows = [
        {
            "week": weeks - 1 - place,
            "segment_key": segment,
            "category": category,
            "product_id": product,
            "quantity": float(rng.poisson(pace[place] / 2)),
        }
        for place in range(weeks)
        for category, product in PRODUCTS
        for segment in ("active", "new")
    ]
    frame = pd.DataFrame(rows)
    return frame[frame["quantity"] > 0].reset_index(drop=True)


@pytest.fixture(scope="session")
def steady() -> pd.DataFrame:
    """Two years at one pace: the last weeks alone are a poor guess, their mean a good one."""
    return sold(np.full(104, 12.0))


@pytest.fixture(scope="session")
def wandering() -> pd.DataFrame:
    """A pace that jumps each month to somewhere else: what comes is as much a surprise as can be."""
    rng = np.random.default_rng(7)
    return sold(np.repeat(np.exp(np.cumsum(rng.normal(0, 0.5, 26))) * 20, 4))
