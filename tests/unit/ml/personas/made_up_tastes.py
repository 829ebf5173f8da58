"""A made-up company whose customers care about known things."""

import numpy as np
import pandas as pd

from ml.personas.acts import Acts
from ml.personas.people import COLUMNS

GOODS = ("nappies", "toys", "tea", "herbs", "laptops", "games", "pans", "spices", "socks", "soap")
# kind of act → acts a year of an average customer, and its things
KINDS = {
    "bought": (10, GOODS),
    "looked_at": (14, GOODS),
    "topic": (3, ("parenting", "dancing", "gadgets", "recipes", "travel")),
}
# persona → what they care about, of all kinds; others care about everything alike
TASTES = {
    "parents": ("nappies", "toys", "parenting"),
    "elders": ("tea", "herbs", "dancing"),
    "tinkerers": ("laptops", "games", "gadgets"),
    "cooks": ("pans", "spices", "recipes"),
}
THINGS = [(kind, value) for kind, (_, values) in KINDS.items() for value in values]


def people_of(tastes=TASTES, seed=1, size=250, others=100, pull=8.0, prefix="c", earlier=0.75):
    """Acts of `size` customers per persona and `others` of none, each with own habits; and the truth.

    `pull`: how many times as often the things of the persona are done something with. The truth is the name
    of the persona per customer, None for the others.
    """
    random = np.random.default_rng(seed)
    truth = np.array([name for name in tastes for _ in range(size)] + [None] * others, dtype=object)
    truth = truth[random.permutation(len(truth))]
    blocks = []
    for pace, values in KINDS.values():
        weights = np.array([[pull if v in tastes.get(t, ()) else 1.0 for v in values] for t in truth])
        own = np.vstack([random.dirichlet(20 * row / row.sum()) for row in weights])
        acts = random.poisson(pace * np.exp(random.normal(-0.3, 0.75, len(truth))))
        blocks.append(
            np.vstack([random.multinomial(count, row) for count, row in zip(acts, own, strict=True)])
        )
    days = np.hstack(blocks)
    customer, thing = np.nonzero(days)
    before = random.binomial(days[customer, thing], earlier)
    names = np.array([f"{prefix}{number:06d}" for number in range(len(truth))], dtype=object)
    return Acts(names, THINGS, customer, thing, before, days[customer, thing] - before), truth


def described(acts, truth, seed=3):
    """What is known of the people: parents are mostly women of about 30, nothing is known of one in ten."""
    random = np.random.default_rng(seed)
    size, is_parent = len(truth), truth == "parents"
    people = pd.DataFrame(dict.fromkeys(COLUMNS, np.nan), index=acts.customers)
    is_female = random.random(size) < np.where(is_parent, 0.95, 0.5)
    people["gender"] = np.where(is_female, "female", "male").astype(object)
    people["age_years"] = np.where(is_parent, random.normal(30, 2.5, size), random.uniform(18, 80, size))
    people["spend_amount_365d"] = random.lognormal(6, 1, size)
    people["usual_order_hour"] = np.where(truth == "elders", 8.0, 20.0)
    return people[random.random(size) >= 0.1]
