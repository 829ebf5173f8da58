"""Average linkage inside components: who is one person when pairs disagree.

Plain components stand on a knife's edge: one wrong pair joins two people with all their records. Here
clusters merge only while the pairs between them speak for one person on the whole.
"""

from collections import defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush

import pandas as pd
import pyarrow as pa
from scipy.cluster.hierarchy import DisjointSet

# no single pair outweighs all others
_MOST = 10.0
# a pair that was never a candidate speaks a little against
_UNSCORED = -0.5

Pair = tuple[str, str]


def link(
    pairs: pa.Table,
    link_weight: float,
    must: pd.DataFrame | None = None,
    must_not: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Cluster of each unit that stands in a link or must pair: columns `unit`, `cluster` (its smallest unit).

    `pairs` has columns `unit_l`, `unit_r`, `weight`, `band` as `matching.match` returns them; `link_weight`
    is the weight from which a pair is in band link. `must` and `must_not` have columns `unit_l`, `unit_r`,
    in any order: the first are always together, the second never; where they contradict each other, `must`
    wins. Inside a component of link and must pairs, clusters merge while the mean weight between them is at
    least that of a link.
    """
    frame = pairs.select(["unit_l", "unit_r", "weight", "band"]).to_pandas()
    linked = frame[frame["band"] == "link"]
    together, apart = _pairs_of(must), _pairs_of(must_not)
    component = _components([*zip(linked["unit_l"], linked["unit_r"], strict=True), *together])
    weights: dict[str, dict[Pair, float]] = defaultdict(dict)
    clipped = (frame["weight"] - link_weight).clip(-_MOST, _MOST)
    for left, right, weight in zip(frame["unit_l"], frame["unit_r"], clipped, strict=True):
        if left in component and component[left] == component.get(right):
            weights[component[left]][left, right] = weight
    held_together, held_apart = _within(together, component), _within(apart, component)
    cluster = {unit: unit for unit in component}
    for name in set(component.values()):
        found = weights.get(name, {})
        cluster |= _clusters(found, held_together.get(name, []), held_apart.get(name, []))
    rows = sorted(cluster.items())
    return pd.DataFrame(rows, columns=["unit", "cluster"], dtype="str")


def _clusters(weights: dict[Pair, float], together: list[Pair], apart: list[Pair]) -> dict[str, str]:
    """Cluster of each unit of a component; its name is its smallest unit."""
    held: dict[str, set[str]] = defaultdict(set)
    start = _components([*together, *((unit, unit) for pair in weights for unit in pair)])
    for unit, name in start.items():
        held[name].add(unit)
    between: dict[str, dict[str, tuple[float, int]]] = defaultdict(dict)
    for (left, right), weight in weights.items():
        _add(between, start[left], start[right], weight, 1)
    for left, right in apart:
        _add(between, start.get(left), start.get(right), float("-inf"), 1)
    waiting = [_entry(between, held, a, b) for a in between for b in between[a] if a < b]
    heapify(waiting)
    while waiting:
        negative_mean, a, b, sizes = heappop(waiting)
        if negative_mean > 0:
            break
        if sizes != (len(held.get(a, ())), len(held.get(b, ()))):
            continue  # one of them has grown since, or is gone
        held[a] |= held.pop(b)
        for other, (total, scored) in between.pop(b).items():
            del between[other][b]
            _add(between, a, other, total, scored)
        for other in between[a]:
            heappush(waiting, _entry(between, held, *sorted((a, other))))
    return {unit: name for name, units in held.items() for unit in units}


def _entry(
    between: dict[str, dict[str, tuple[float, int]]], held: dict[str, set[str]], a: str, b: str
) -> tuple[float, str, str, tuple[int, int]]:
    total, scored = between[a][b]
    sizes = len(held[a]), len(held[b])
    possible = sizes[0] * sizes[1]
    return -(total + _UNSCORED * (possible - scored)) / possible, a, b, sizes


def _add(
    between: dict[str, dict[str, tuple[float, int]]], a: str | None, b: str | None, weight: float, scored: int
) -> None:
    if a is None or b is None or a == b:
        return
    for left, right in ((a, b), (b, a)):
        total, count = between[left].get(right, (0.0, 0))
        between[left][right] = total + weight, count + scored


def _components(pairs: Iterable[Pair]) -> dict[str, str]:
    """Component of each unit in a pair, named by its smallest unit."""
    sets: DisjointSet = DisjointSet()
    for left, right in pairs:
        sets.add(left)
        sets.add(right)
        sets.merge(left, right)
    return {unit: name for units in sets.subsets() for name in [min(units)] for unit in units}


def _within(pairs: list[Pair], component: dict[str, str]) -> dict[str, list[Pair]]:
    """Pairs by the component that holds both units."""
    held = defaultdict(list)
    for left, right in pairs:
        if left in component and component[left] == component.get(right):
            held[component[left]].append((left, right))
    return held


def _pairs_of(frame: pd.DataFrame | None) -> list[Pair]:
    return [] if frame is None else list(zip(frame["unit_l"], frame["unit_r"], strict=True))
