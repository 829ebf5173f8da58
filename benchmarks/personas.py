"""Personas: of made-up companies, where they are known; of a real grocer; of the demo through ten refits.

Usage: python -m benchmarks.personas [million]: with it, fit and score of a million made-up customers.
"""

import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from benchmarks.measure import measure
from benchmarks.orders import real_data
from ml.clusters.evaluate import moved
from ml.personas.acts import Acts, acts_per_customer
from ml.personas.fit import fit
from ml.personas.mixture import damped, kinds_of, points
from ml.personas.model import Fitted
from ml.personas.people import COLUMNS
from ml.personas.score import score
from ml.personas.settings import PersonaSettings
from orchestration.home import Home
from orchestration.scores.personas import acts_of, people
from orchestration.warehouse import Warehouse

AS_OF_ON = date(2026, 3, 2)
_MONTHS = [date(2025, month, 1) for month in range(5, 13)] + [date(2026, month, 1) for month in (1, 2, 3)]
# kind of act → number of things, acts a year of an average customer
_KINDS = {"bought": (25, 8), "looked_at": (40, 12), "topic": (20, 3)}
_THINGS = [(kind, f"thing {n}") for kind, (count, _) in _KINDS.items() for n in range(count)]
_WORLDS = [(personas, own) for personas in (2, 3, 4, 5, 6) for own in (6.0, 12.0, 40.0)]
_PLAIN = 0.15
_LINES = """
with
lines as (
    select household_id, product_id, cast(transaction_timestamp as date) as bought_on
    from '{folder}/complete_journey/transactions_sample.parquet'
)
select
    household_id as customer, {thing} as thing,
    count(distinct bought_on) filter (bought_on < '2017-10-03') as earlier,
    count(distinct bought_on) filter (bought_on >= '2017-10-03') as later
from lines join '{folder}/complete_journey/products.parquet' using (product_id)
where {thing} is not null
group by all
order by all
"""


def made_up(seed: int, size: int, personas: int, own: float) -> tuple[Acts, np.ndarray]:
    """Customers of so many personas, and the number of each one's; −1 for the one in seven who is of none
    (with a single persona everybody is of it).

    `own` is how near people keep to their persona: their own shares are Dirichlet with this many acts behind
    them, and infinity makes all of a persona alike.
    """
    random = np.random.default_rng(seed)
    persona = random.choice(personas, size, p=random.dirichlet(np.full(personas, 8.0)))
    is_plain = (random.random(size) < _PLAIN) & (personas > 1)
    parts = []
    for number, (count, pace) in enumerate(_KINDS.values()):
        common = random.dirichlet(np.full(count, 0.8))
        apart = np.array([random.dirichlet(common * count * 0.6 + 0.02) for _ in range(personas)])
        tastes = np.vstack([0.75 * apart + 0.25 * common, common])
        acts = random.poisson(pace * np.exp(random.normal(-0.4, 0.9, size)))
        who = np.repeat(np.arange(size), acts)
        shares = tastes[np.where(is_plain, personas, persona)]
        if np.isfinite(own):
            shares = random.standard_gamma(own * shares + 1e-3)
            shares /= shares.sum(axis=1, keepdims=True)
        edges = np.cumsum(shares, axis=1)
        edges[:, -1] = 1.0
        # customer c takes the interval from c to c + 1
        thing = np.searchsorted((np.arange(size)[:, None] + edges).ravel(), who + random.random(len(who)))
        parts.append(np.column_stack([who, thing - who * count + _first(number)]))
    return _counted(np.vstack(parts), random, size), np.where(is_plain, -1, persona)


def _first(number: int) -> int:
    return sum(count for count, _ in list(_KINDS.values())[:number])


def _counted(acts: np.ndarray, random: np.random.Generator, size: int) -> Acts:
    """A quarter of the acts are the later ones."""
    cells, days = np.unique(acts[:, 0] * len(_THINGS) + acts[:, 1], return_counts=True)
    customer, thing = np.divmod(cells, len(_THINGS))
    earlier = random.binomial(days, 0.75)
    ids = np.char.add("c", np.char.zfill(np.arange(size).astype(str), 7)).astype(object)
    return Acts(ids, _THINGS, customer, thing, earlier, days - earlier)


def worlds() -> None:
    """How many personas are found of how many, and who is right, beside KMeans on the same shares."""
    print(f"{'made-up world':<44}{'found':>7}{'rand':>8}{'none':>7}{'all':>8}{'KMeans':>8}")  # noqa: T201
    right = []
    for seed, (personas, own) in enumerate(_WORLDS):
        acts, truth = made_up(seed, 2_000, personas, own)
        fitted = fit(acts, _nobody(acts), AS_OF_ON, None, PersonaSettings())
        name = f"{personas} personas, own habits {own:g}, seed {seed}"
        right.append(_shown(name, fitted, acts, truth, personas))
    means = np.nanmean(np.array(right, dtype=float), axis=0)
    print(f"{'mean':<51}{means[0]:>8.3f}{means[1]:>7.1%}{means[2]:>8.3f}{means[3]:>8.3f}")  # noqa: T201
    alike = [made_up(seed, 2_000, 1, own)[0] for seed, own in enumerate((6.0, 12.0, 40.0, np.inf) * 3)]
    fits = [fit(acts, _nobody(acts), AS_OF_ON, None, PersonaSettings()) for acts in alike]
    print(f"without personas: {sum(f.is_published for f in fits)} of {len(fits)} published")  # noqa: T201


def _shown(name: str, fitted: Fitted, acts: Acts, truth: np.ndarray, personas: int) -> tuple[float, ...]:
    """A row: adjusted Rand of those with a persona, share without, that of all by the likeliest, KMeans."""
    enough = (acts_per_customer(acts) >= PersonaSettings().min_acts) & (truth >= 0)
    if not fitted.is_published:
        print(f"{name:<44}      – {fitted.reason}")  # noqa: T201
        return (np.nan,) * 4
    found = _keys(fitted, acts).reindex(acts.customers)
    is_one = enough & found.notna().to_numpy()
    bare = _keys(replace(fitted, min_membership=0.0), acts).reindex(acts.customers)
    counts = acts.counts(fitted.things)
    groups = KMeans(personas, n_init=10, random_state=0).fit(
        points(damped(counts), kinds_of(fitted.things), personas, 0)
    )
    figures = (
        adjusted_rand_score(truth[is_one], found[is_one]),
        1 - is_one.sum() / enough.sum(),
        adjusted_rand_score(truth[enough], bare[enough].fillna("")),
        adjusted_rand_score(truth[enough], groups.labels_[enough]),
    )
    print(  # noqa: T201
        f"{name:<44}{len(fitted.cards):>7}{figures[0]:>8.3f}{figures[1]:>7.1%}{figures[2]:>8.3f}"
        f"{figures[3]:>8.3f}",
        flush=True,
    )
    return figures


def households(thing: str) -> None:
    """Personas of the households of Complete Journey, by what they buy."""
    with duckdb.connect() as con:
        lines = con.execute(_LINES.format(folder=real_data(), thing=thing)).df()
    customers, customer = np.unique(lines["customer"].astype(str).to_numpy(dtype=object), return_inverse=True)
    things, number = np.unique(lines["thing"].to_numpy(dtype=object), return_inverse=True)
    acts = Acts(
        customers,
        [("bought", value) for value in things],
        customer,
        number,
        lines["earlier"].to_numpy("int64"),
        lines["later"].to_numpy("int64"),
    )
    fitted = fit(acts, _nobody(acts), date(2018, 1, 1), None, PersonaSettings())
    print(f"complete_journey, by {thing}: {fitted.reason or 'published'}")  # noqa: T201
    for scored_by, figures in fitted.card.get("figures", {}).items():
        print(f"  {scored_by}: {figures}")  # noqa: T201
    for card in fitted.cards.values():
        print(f"  {card['name']['en']}: {card['sentence']['en']}")  # noqa: T201


def months() -> None:
    """Eleven monthly fits of the demo: stability, names that stay, customers that move.

    People are described as of the last month; it bears on names only.
    """
    settings, before, last = PersonaSettings(), None, None
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        measure(home, "run", "--as-of", str(AS_OF_ON))
        warehouse = Warehouse(Home(home))
        known, looks = people(warehouse), {day: acts_of(warehouse, day, settings) for day in _MONTHS}
    print(f"{'demo':<12}{'personas':>9}{'stability':>11}{'as it is':>10}{'refitted':>10}{'adds':>8}  names")  # noqa: T201
    for day, acts in looks.items():
        fitted = fit(acts, known, day, before, settings)
        used = fitted if fitted.is_published or before is None else before
        moves = f"{'':>28}"
        if before and last is not None:
            found = moved(_keys(before, last), _keys(before, acts), _keys(used, acts))
            as_it_is, refitted, adds = list(found.values())[1:]
            moves = f"{as_it_is:>10.1%}{refitted:>10.1%}{adds:>+8.1%}"
        names = ", ".join(name["en"] for name in used.names.values())
        stability = fitted.card["figures"]["model"]["stability"]
        held_back = "" if fitted is used else " (held back)"
        print(f"{day!s:<12}{len(used.names):>9}{stability:>11.3f}{moves}  {names}{held_back}", flush=True)  # noqa: T201
        before, last = used, acts


def _keys(fitted: Fitted, acts: Acts) -> pd.Series:
    return score(fitted, acts).set_index("customer_id")["persona_key"]


def million() -> None:
    """Seconds and peak memory for a million customers."""
    acts, _ = made_up(7, 1_000_000, 6, np.inf)
    started = time.perf_counter()
    fitted = fit(acts, _nobody(acts), AS_OF_ON, None, PersonaSettings())
    trained = time.perf_counter()
    print(fitted.card["verdict"], fitted.card.get("figures"))  # noqa: T201
    found = score(fitted, acts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(  # noqa: T201
        f"{len(acts.customers):,} customers, {len(acts.customer):,} pairs of customer and thing: fitted in"
        f" {trained - started:.1f} s, {len(found):,} scored in {time.perf_counter() - trained:.1f} s, peak"
        f" {peak:,.0f} MiB"
    )


def _nobody(acts: Acts) -> pd.DataFrame:
    return pd.DataFrame(index=acts.customers, columns=COLUMNS, dtype="float64")


if __name__ == "__main__":
    if "million" in sys.argv[1:]:
        million()
    else:
        worlds()
        for each in ("department", "product_category"):
            households(each)
        months()
