"""Trying, testing and fitting the next-products model."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from ml.arrays import distinct
from ml.next_products.candidates import Candidates, candidates, owned_by, popular_products
from ml.next_products.chance import Chance, fit_chance
from ml.next_products.evaluate import evaluate, recalls
from ml.next_products.purchases import Purchases, day_number
from ml.next_products.settings import NextProductSettings
from ml.next_products.similar import best_of, similar_products
from ml.registry import fingerprint, source_of

POPULARITY = "popular in 30 days"
REPEATS = "own repeats"
RULE = (
    "Published if enough customers buy in training and test, and the paired bootstrap interval of the lead in"
    " recall of products new to the customer, out of time, over what was popular in the 30 days before lies"
    " above 0."
)
LIMITS = [
    "The chance says what is likely to be bought, not what a message would sell.",
    "A product with few buyers is never near another; new products wait for their first buyers.",
]


@dataclass(frozen=True)
class Fitted:
    """A fit and what is known of it; `reason` says why it is not published, and is empty when it is."""

    model_version: str
    horizon_days: int
    is_published: bool
    reason: str
    card: dict[str, Any]
    chance: Chance | None = None


@dataclass(frozen=True)
class Look:
    """Candidates of customers as of a day, and what they bought within the horizon (customer, product)."""

    found: Candidates
    customers: np.ndarray
    bought: tuple[np.ndarray, np.ndarray]
    is_bought: np.ndarray
    popularity: np.ndarray


def train(every: Purchases, as_of_on: date, settings: NextProductSettings) -> Fitted:
    """Fit on what was bought before `as_of_on`.

    The last horizon is the test; the one before it teaches, with what was known at its beginning. Then the
    chance is learnt anew from the test's horizon. Too little data is a fit that is not published.
    """
    bought = every.before(day_number(as_of_on))
    version = _version(bought, as_of_on, settings)
    test_from = day_number(as_of_on) - settings.horizon_days
    lack = what_lacks(bought, test_from, settings)
    card = _card(version, bought, as_of_on, settings)
    if lack:
        return Fitted(version, settings.horizon_days, False, lack, card | {"verdict": lack})
    taught = look(bought, test_from - settings.horizon_days, settings)
    chance = fit_chance(taught.found, taught.is_bought)
    test = look(bought, test_from, settings)
    figures = tested(chance, test, bought.before(test_from), settings)
    is_published, words = verdict(figures)
    card |= {
        "test": {"rows": len(test.customers), "cut_offs": [str(np.datetime64(test_from, "D"))]},
        "figures": figures,
        "verdict": words,
        "is_published": is_published,
    }
    if not is_published:
        return Fitted(version, settings.horizon_days, False, words, card)
    return Fitted(version, settings.horizon_days, True, "", card, fit_chance(test.found, test.is_bought))


def version_of(every: Purchases, as_of_on: date, settings: NextProductSettings) -> str:
    """The version that `train` would give: a fingerprint of the purchases, the settings and the code."""
    return _version(every.before(day_number(as_of_on)), as_of_on, settings)


def what_lacks(bought: Purchases, test_from: int, settings: NextProductSettings) -> str | None:
    """Why there is too little to learn from or to test with, in words; None when there is enough."""
    for name, start in {"the training": test_from - settings.horizon_days, "the test": test_from}.items():
        count = len(_buyers(bought, start, settings))
        if count < settings.min_customers:
            return (
                f"Not trained: {count} customers with purchases before bought in the {settings.horizon_days}"
                f" days of {name}; {settings.min_customers} are needed. More history or customers mend this."
            )
    return None


def look(bought: Purchases, as_of: int, settings: NextProductSettings) -> Look:
    """Customers who had bought before `as_of` and bought within the horizon after it."""
    known = bought.before(as_of)
    customers = _buyers(bought, as_of, settings)
    popularity = popular_products(known, as_of, settings.popular_days)
    similar = similar_products(known, settings.min_buyers, settings.neighbours)
    found = candidates(known, customers, as_of, similar, popularity, settings)
    then = owned_by(bought.within(as_of, settings.horizon_days), customers)
    width = len(bought.products)
    is_bought = np.isin(found.customer * width + found.product, then.customer * width + then.product)
    return Look(found, customers, (then.customer, then.product), is_bought.astype("int64"), popularity)


def tested(chance: Chance, test: Look, known: Purchases, settings: NextProductSettings) -> dict[str, Any]:
    """Recall of the model and the baselines, of products sold before and of those new to the customer."""
    own = owned_by(known, test.customers)
    width = len(known.products)
    owns = own.customer * width + own.product
    # what nobody had bought before nobody can suggest
    sold = np.isin(test.bought[1], known.product)
    bought = (test.bought[0][sold], test.bought[1][sold])
    is_new = ~np.isin(bought[0] * width + bought[1], owns)
    new = (bought[0][is_new], bought[1][is_new])
    size, places = len(test.customers), settings.places
    scores, fresh = chance.of(test.found), test.found.where(~test.found.is_own)
    lists = {
        "model": (top(test.found, scores, places), top(fresh, scores[~test.found.is_own], places)),
        POPULARITY: (
            _popular(test.popularity, size, places),
            _popular_new(test.popularity, owns, size, places),
        ),
        REPEATS: (_repeats(own, places), (np.array([], dtype=int), np.array([], dtype=int))),
    }
    by = {
        name: {"recall": recalls(every, bought, size), "recall_new": recalls(fresh, new, size)}
        for name, (every, fresh) in lists.items()
    }
    figures = evaluate(by, settings)
    count = len(distinct(known.product))
    for name, (_, fresh) in lists.items():
        figures[name]["coverage"] = round(len(distinct(fresh[1])) / count, 4)
    return figures


def verdict(figures: dict[str, dict[str, Any]]) -> tuple[bool, str]:
    """Whether the model is published, and why in words."""
    baseline = figures[POPULARITY]
    low, high = baseline["recall_new_difference_interval"]
    compared = (
        f"recall of new products {figures['model']['recall_new']:.3f} against {baseline['recall_new']:.3f} of"
        f" what is {POPULARITY}, difference {baseline['recall_new_difference']:+.4f} (interval {low:+.4f} to"
        f" {high:+.4f})"
    )
    if low > 0:
        return True, f"Published: better out of time than its baseline: {compared}."
    return False, f"Not published: not proven better out of time than its baseline: {compared}."


def top(found: Candidates, scores: np.ndarray, places: int) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest candidates of each customer: (customer, product)."""
    kept = best_of(found.customer, scores, found.product, places)
    return found.customer[kept], found.product[kept]


def _popular(popularity: np.ndarray, size: int, places: int) -> tuple[np.ndarray, np.ndarray]:
    most = np.lexsort((np.arange(len(popularity)), -popularity))[:places]
    return np.repeat(np.arange(size), len(most)), np.tile(most, size)


def _popular_new(
    popularity: np.ndarray, owns: np.ndarray, size: int, places: int
) -> tuple[np.ndarray, np.ndarray]:
    """The most popular that each customer does not own yet."""
    customer, product = _popular(popularity, size, places * 20)
    fresh = ~np.isin(customer * len(popularity) + product, owns)
    kept = best_of(customer[fresh], popularity[product[fresh]], product[fresh], places)
    return customer[fresh][kept], product[fresh][kept]


def _repeats(own: Any, places: int) -> tuple[np.ndarray, np.ndarray]:
    """What each customer bought most often, of the same the latest."""
    kept = best_of(own.customer, own.times + own.last / 1e6, own.product, places)
    return own.customer[kept], own.product[kept]


def _buyers(bought: Purchases, as_of: int, settings: NextProductSettings) -> np.ndarray:
    """Customers who bought before a day and within the horizon after it; a sample of many."""
    before = distinct(bought.before(as_of).customer)
    after = distinct(bought.within(as_of, settings.horizon_days).customer)
    both = np.intersect1d(before, after)
    if len(both) <= settings.most_customers:
        return both
    generator = np.random.default_rng(settings.seed)
    return np.sort(generator.choice(both, settings.most_customers, replace=False))


def _version(bought: Purchases, as_of_on: date, settings: NextProductSettings) -> str:
    return fingerprint(
        "|".join(bought.products).encode(),
        bought.customer.astype("int64").tobytes(),
        bought.product.astype("int64").tobytes(),
        bought.day.tobytes(),
        str(as_of_on).encode(),
        repr(asdict(settings)).encode(),
        source_of("ml.next_products"),
    )


def _card(version: str, bought: Purchases, as_of_on: date, settings: NextProductSettings) -> dict[str, Any]:
    return {
        "model_key": "next_products",
        "model_version": version,
        "horizon_days": settings.horizon_days,
        "predicts": f"which products a customer buys within {settings.horizon_days} days",
        "data": {
            "rows": len(bought),
            "until": as_of_on.isoformat(),
            "products": len(distinct(bought.product)),
        },
        "settings": asdict(settings),
        "rule": RULE,
        "limits": LIMITS,
        "is_published": False,
    }
