"""Whom messages change, in worlds of the demo where it is known: how many persons it takes to find out.

Usage: python -m benchmarks.evaluate uplift      worlds of 5,000, 20,000 and 80,000 persons
       python -m benchmarks.uplift               what scoring a million customers costs

The worlds are read in memory, so what stands between a person and a profile is left out: identity,
extracts, most features. The model is trained, tested and judged as in a refresh; beside its verdict stands
what messages truly do to those it would choose.
"""

import resource
import time
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.evaluated import Evaluated, beside, refused
from demo.world.campaigns import KINDS, UPLIFTS
from demo.world.catalogue import CATEGORIES
from demo.world.history import Chapter, World, chapters, world
from demo.world.people import BUYER
from demo.world.rhythm import DAY, Span
from ml.uplift.evaluate import TOP_SHARE, qini
from ml.uplift.score import score
from ml.uplift.settings import UpliftSettings
from ml.uplift.spec import INPUTS, KIND
from ml.uplift.train import BY_RESPONSE, Fitted, tested, train

END, YEARS, SEED = date(2026, 3, 2), 2, 21
SIZES = (5_000, 20_000, 80_000)
BY_LOT, KNOWS = "drawn by lot", "who knows the truth"
_SPAN = 10_000  # more days than a world has, so that person and day are one sorted number


def evaluated() -> list[Evaluated]:
    """Rows of each size of the world."""
    return [row for persons in SIZES for row in _rows(persons)]


def evaluated_small() -> list[Evaluated]:
    """Rows of a world of 3,000 persons."""
    return _rows(3_000)


def _rows(persons: int) -> list[Evaluated]:
    """The verdict on a world, and what it is worth by what messages truly do."""
    settings, data = UpliftSettings(), f"demo world, {persons:,} persons"
    frame = messages(persons, SEED)
    card = train(frame, settings).card
    if "figures" not in card:
        return [refused("uplift", data, "qini", card["verdict"])]
    figures = card["figures"] | {BY_LOT: {"qini": 0.0}}
    rows = [
        beside(
            ("uplift", data), figures, "qini", BY_LOT, None, "" if card["is_published"] else card["verdict"]
        )
    ]
    rows.append(beside(("uplift", data), figures, "top_uplift", BY_RESPONSE))
    true = beside_the_truth(frame, settings)
    return rows + [
        Evaluated("uplift", data, figure, true["model"][figure], None, name, true[name][figure])
        for name in (KNOWS, BY_RESPONSE)
        for figure in ("true qini", "true effect on the top 30 %")
    ]


def beside_the_truth(frame: pd.DataFrame, settings: UpliftSettings) -> dict[str, dict[str, float]]:
    """Name of a score → its Qini coefficient and the effect on the highest, by what messages truly do."""
    test, scores = tested(frame, settings)
    true = frame.set_index(["sent_on", "campaign_id", "customer_id"])[["true_uplift", "true_effect"]]
    uplift, effect = true.reindex(test).to_numpy().T
    found = {}
    for name, said in {KNOWS: uplift, **scores}.items():
        top = np.argsort(-said, kind="stable")[: int(len(said) * TOP_SHARE)]
        found[name] = {
            "true qini": float(qini(effect, said, np.ones((1, len(said))))[0]),
            "true effect on the top 30 %": float(effect[top].mean()),
        }
    return found


def messages(persons: int, seed: int) -> pd.DataFrame:
    """A training frame of a world, with the true effect of each message."""
    told = world(persons, Span(END, 365 * YEARS), seed)
    return pd.concat([_chapter(told, chapter) for chapter in chapters(told)], ignore_index=True)


def _chapter(told: World, chapter: Chapter) -> pd.DataFrame:
    sent = chapter.messages.drop_duplicates(["person", "campaign"], ignore_index=True)
    start = told.schedule["start"].to_numpy()[sent["campaign"]]
    kind = told.schedule["kind"].to_numpy()[sent["campaign"]]
    person, who = sent["person"].to_numpy(), chapter.who
    buys = (who["kind"] == BUYER).to_numpy()[person] & (who["left"].to_numpy()[person] > start)
    buys &= who["joined"].to_numpy()[person] < start
    found = _features(chapter, told, person, start)
    uplift = np.where(buys, UPLIFTS[kind, who["persona"].to_numpy()[person]], 0.0)
    # a message changes nothing for who orders in these days anyway
    anyway = found.pop("ordered") - (sent["order_day"] >= 0).to_numpy() > 0
    return found.assign(
        customer_id=(person + chapter.first).astype(str),
        campaign_id=told.schedule["campaign_id"].to_numpy()[sent["campaign"]],
        sent_on=(told.span.opening + start).astype("datetime64[s]"),
        is_treated=~sent["is_holdout"].to_numpy().astype(bool),
        true_uplift=uplift,
        true_effect=np.where(anyway, 0.0, uplift),
        **{KIND: np.array(list(KINDS))[kind]},
    )


def _features(chapter: Chapter, told: World, person: np.ndarray, start: np.ndarray) -> pd.DataFrame:
    """What the model reads, of the orders before each message; what only a refresh knows is 0."""
    orders = chapter.orders.assign(day=chapter.orders["at"] // DAY)
    priced = chapter.lines[chapter.lines["article"] >= 0]
    article, of = priced["article"].to_numpy(), priced["order"].to_numpy()
    reduced = priced["unit_price"].to_numpy() < told.goods["list_price"].to_numpy()[article]
    size = len(orders)
    orders["lines"] = np.bincount(of, minlength=size)
    orders["reduced"] = np.bincount(of, reduced, size)
    orders["amount"] = np.bincount(of, priced["quantity"] * priced["unit_price"] / 100, size)
    orders["category"] = pd.Series(told.goods["category"].to_numpy()[article]).groupby(of).first()
    orders = orders.sort_values(["person", "day"], ignore_index=True)
    key = orders["person"].to_numpy() * _SPAN + orders["day"].to_numpy()
    here, since = np.searchsorted(key, person * _SPAN + start), np.searchsorted(key, person * _SPAN)
    recent = np.searchsorted(key, person * _SPAN + np.maximum(start - 90, 0))
    until = np.searchsorted(key, person * _SPAN + start + UpliftSettings().response_days, side="right")
    count, last = here - since, np.maximum(here - 1, 0)
    sums = {name: np.append(0.0, orders[name].cumsum()) for name in ("lines", "reduced", "amount")}
    inside = {name: total[here] - total[since] for name, total in sums.items()}
    day = orders["day"].to_numpy()
    has = count > 0
    found = pd.DataFrame(dict.fromkeys(INPUTS.columns, 0.0), index=range(len(person)))
    return found.assign(
        order_count=count,
        order_count_90d=here - recent,
        days_since_last_order=np.where(has, start - day[last], np.nan),
        days_since_first_order=np.where(has, start - day[np.minimum(since, len(day) - 1)], np.nan),
        average_order_amount=inside["amount"] / np.maximum(count, 1),
        discounted_line_rate_365d=inside["reduced"] / np.maximum(inside["lines"], 1),
        days_since_last_event=np.nan,
        usual_category=np.where(
            has, np.array(list(CATEGORIES))[orders["category"].fillna(0).astype(int)][last], None
        ),
        ordered=until - here,
        has_responded=until > here,
    )


def million() -> None:
    """Print what it costs to score a million customers with a fit on 200,000 messages."""
    frame = messages(60_000, SEED)
    began = time.perf_counter()
    fitted: Fitted = train(frame.head(200_000), UpliftSettings(rounds=200))
    wall = time.perf_counter() - began
    print(f"tested and fitted on {min(len(frame), 200_000):,} messages in {wall:.0f} s", flush=True)  # noqa: T201
    if not fitted.is_published:
        print(fitted.reason)  # noqa: T201
        return
    features = frame.sample(1_000_000, replace=True, random_state=1).assign(message_count_365d=1)
    began = time.perf_counter()
    score(fitted, features, "festival", UpliftSettings())
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"a million customers scored in {time.perf_counter() - began:.0f} s, {used:.1f} GiB")  # noqa: T201


if __name__ == "__main__":
    million()
