"""A made-up company: who is in the club visits often and lives in the port, and nobody is in it for that."""

import numpy as np
import pandas as pd

from ml.look_alikes.columns import Column
from ml.look_alikes.pool import Seed
from ml.outcomes.phrases import WHOLE

COLUMNS = [
    Column("visit_count", WHOLE, "访问次数", "visits"),
    Column("page_count", WHOLE, "页面数", "pages"),
    Column("click_count", WHOLE, "点击次数", "clicks"),
    Column("noise", WHOLE, "噪声", "noise"),
    Column("club_points", WHOLE, "会员积分", "points in the club"),
    Column("place", "", "地点", "place"),
]


def world(size: int = 3000, pull: float = 1.5, rng_seed: int = 1) -> pd.DataFrame:
    """One row per customer; with a pull of 0 nothing tells the members from others but their points."""
    rng = np.random.default_rng(rng_seed)
    lives_in_port, likes = rng.random(size) < 0.3, rng.normal(size=size)
    chance = 1 / (1 + np.exp(2.5 - pull * (likes + lives_in_port)))
    is_member = rng.random(size) < chance
    visits = rng.poisson(np.exp(1 + 0.8 * likes))
    return pd.DataFrame(
        {
            "customer_id": [f"c{number:05d}" for number in range(size)],
            "is_drawn": True,
            "club": is_member,
            "visit_count": visits,
            "page_count": 3 * visits + 1,
            "click_count": np.where(rng.random(size) < 0.2, np.nan, rng.poisson(np.exp(0.5 * likes))),
            "noise": rng.poisson(3, size),
            "club_points": np.where(is_member, rng.poisson(50, size) + 30, 0),
            "place": np.where(lives_in_port, "port", "hill"),
        }
    )


def seed_of(frame: pd.DataFrame, leaves_out: tuple[str, ...] = ("club_points",)) -> Seed:
    return Seed("club", "俱乐部", "Club", frozenset(leaves_out), int(frame["club"].sum()), len(frame))
