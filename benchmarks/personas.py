"""Personas: of made-up companies, where they are known; of a real grocer; of the demo through ten refits.

Usage: python -m benchmarks.evaluate personas
       python -m benchmarks.personas             fit and score of a million made-up customers
"""

import resource
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

from benchmarks.clusters import of_months
from benchmarks.evaluated import Evaluated, of_share
from benchmarks.measure import measure
from benchmarks.orders import real_data
from ml.clusters.evaluate import moved
from ml.evaluation import Sampling
from ml.personas.acts import Acts, acts_per_customer
from ml.personas.fit import fit
from ml.personas.mixture import damped, kinds_of, points
from ml.personas.model import Fitted
from ml.personas.people import COLUMNS
from ml.personas.score import score
from ml.personas.settings import PersonaSettings
from ml.text.evaluate import mean_with_interval
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


def evaluated() -> list[Evaluated]:
    """Made-up companies, a real grocer, the demo through its months."""
    rows = [*of_worlds(_WORLDS, 2_000), of_nobody(2_000, 12)]
    for thing in ("department", "product_category"):
        rows += of_households(thing)
    return [*rows, *of_demo()]


def evaluated_small() -> list[Evaluated]:
    """Two made-up companies of a few hundred customers, and one without personas."""
    return [*of_worlds([(2, 40.0), (3, 12.0)], 800), of_nobody(800, 1)]


def of_worlds(worlds: list[tuple[int, float]], size: int) -> list[Evaluated]:
    """Means over worlds: agreement with the truth, beside KMeans, which is told the number of personas."""
    found = np.array([_world(seed, size, *world) for seed, world in enumerate(worlds)], dtype=float)
    data = f"{len(worlds)} made-up companies of {size:,}"
    tested = found[~np.isnan(found[:, 0])]
    published = len(tested) / len(found)
    if not len(tested):
        return [Evaluated("personas", data, "published", published)]
    means = [mean_with_interval(column, Sampling()) for column in tested.T]
    # one world alone does not say how far worlds differ
    is_one = len(tested) == 1
    ours, abstained, everybody, groups = [(mean, None if is_one else tuple(ends)) for mean, ends in means]
    return [
        Evaluated("personas", data, "published", published),
        Evaluated("personas", data, "adjusted Rand of those with a persona", *ours, "KMeans on all", *groups),
        Evaluated(
            "personas", data, "adjusted Rand of all by the likeliest", *everybody, "KMeans on all", *groups
        ),
        Evaluated("personas", data, "without a persona", *abstained),
    ]


def of_nobody(size: int, count: int) -> Evaluated:
    """Companies of one persona: how often some were published all the same."""
    own = (6.0, 12.0, 40.0, np.inf)
    alike = [made_up(seed, size, 1, own[seed % len(own)])[0] for seed in range(count)]
    fits = [fit(acts, _nobody(acts), AS_OF_ON, None, PersonaSettings()) for acts in alike]
    data = f"{count} made-up companies of {size:,} without personas"
    wrong = sum(fitted.is_published for fitted in fits)
    return of_share(("personas", data), "published wrongly", wrong, count)


def _world(seed: int, size: int, personas: int, own: float) -> tuple[float, ...]:
    """Adjusted Rand of those with a persona, share without, that of all by the likeliest, that of KMeans."""
    acts, truth = made_up(seed, size, personas, own)
    fitted = fit(acts, _nobody(acts), AS_OF_ON, None, PersonaSettings())
    enough = (acts_per_customer(acts) >= PersonaSettings().min_acts) & (truth >= 0)
    if not fitted.is_published:
        return (np.nan,) * 4
    found = _keys(fitted, acts).reindex(acts.customers)
    is_one = enough & found.notna().to_numpy()
    bare = _keys(replace(fitted, min_membership=0.0), acts).reindex(acts.customers)
    counts = acts.counts(fitted.things)
    groups = KMeans(personas, n_init=10, random_state=0).fit(
        points(damped(counts), kinds_of(fitted.things), personas, 0)
    )
    return (
        adjusted_rand_score(truth[is_one], found[is_one]),
        1 - is_one.sum() / enough.sum(),
        adjusted_rand_score(truth[enough], bare[enough].fillna("")),
        adjusted_rand_score(truth[enough], groups.labels_[enough]),
    )


def of_households(thing: str) -> list[Evaluated]:
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
    data, told = f"complete_journey, by {thing}", fitted.card.get("figures", {}).get("model", {})
    return [
        Evaluated("personas", data, figure, told.get(figure), refused=fitted.reason)
        for figure in ("stability", "persona_count")
    ]


def of_demo() -> list[Evaluated]:
    """Eleven monthly fits of the demo. People are described as of the last month; it bears on names only."""
    settings = PersonaSettings()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        measure(home, "run", "--as-of", str(AS_OF_ON))
        warehouse = Warehouse(Home(home))
        known, looks = people(warehouse), [acts_of(warehouse, day, settings) for day in _MONTHS]
    used, moves, stability = [], [], []
    for place, acts in enumerate(looks):
        before = used[-1] if used else None
        fitted = fit(acts, known, _MONTHS[place], before, settings)
        stability.append(fitted.card["figures"]["model"]["stability"])
        used.append(fitted if fitted.is_published or before is None else before)
        if before:
            last = looks[place - 1]
            moves.append(moved(_keys(before, last), _keys(before, acts), _keys(used[-1], acts)))
    return of_months("personas", f"demo, {len(looks)} months", stability, moves, [of.names for of in used])


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
    million()
