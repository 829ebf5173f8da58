"""Which columns are worth reading: those that tell the seed from the others by themselves, each once."""

from dataclasses import dataclass

import numpy as np

from ml.evaluation import auc
from ml.look_alikes.pool import Pool
from ml.outcomes.inputs import OTHER

_MOST = 30
# by itself so sure, a number is the rule of the seed in other words
_ECHO = 0.95
# and two that go together so closely say one thing
_SAME = 0.9
# the levels that have no column of their own are others where fewer columns are read
_REST = f"={OTHER}"
# an AUC this near to one half is none
_LEAST = 0.52


@dataclass(frozen=True)
class Screened:
    """`names` of the matrix, the best teller first; `echoes` are columns that must be the rule again."""

    names: list[str]
    echoes: list[str]


def screened(training: Pool) -> Screened:
    """At most 30 inputs by how far from one half their own AUC is, none that repeats a better one."""
    names = training.inputs.names_in(training.given)
    themes = dict(zip(names, training.inputs.themes(names), strict=True))
    matrix = training.inputs.matrix(training.given, names)
    sure = {name: told(training.is_seed, matrix[:, place]) for place, name in enumerate(names)}
    echoes = sorted({themes[name] for name in names if sure[name] >= _ECHO})
    places = [
        place
        for place, name in enumerate(names)
        if sure[name] >= _LEAST and themes[name] not in echoes and not name.endswith(_REST)
    ]
    places.sort(key=lambda place: (-sure[names[place]], place))
    return Screened([names[place] for place in _apart(matrix, places)], echoes)


def told(is_seed: np.ndarray, values: np.ndarray) -> float:
    """How well values tell the seed by themselves, in the better direction: 0.5 to 1."""
    if not (values != values[:1]).any():
        return 0.5
    area = auc(is_seed, values)
    return max(area, 1 - area)


def _apart(matrix: np.ndarray, places: list[int]) -> list[int]:
    """The first 30 of these columns, without those that go together with one before."""
    if not places:
        return []
    scaled = matrix[:, places] - matrix[:, places].mean(axis=0)
    scaled /= scaled.std(axis=0)
    kept: list[int] = []
    for place in range(len(places)):
        alike = np.abs(scaled[:, kept].T @ scaled[:, place]) / len(scaled)
        if (alike < _SAME).all():
            kept.append(place)
        if len(kept) == _MOST:
            break
    return [places[place] for place in kept]
