"""The words of a text that say most, quoted from it."""

import numpy as np

from ml.text.units import Units, stretches

BETWEEN = "；"
_MOST = 3
# as long as an expression: 质量太差了, would not buy again
_LONGEST = 6
# log-odds below which a unit does not make a passage longer, and a passage is not worth quoting
_COST = 0.1
_LEAST = 0.1


def strongest(units: Units, pulls: np.ndarray) -> np.ndarray:
    """Per text: up to three passages within a clause that pull most, the strongest first; "" for none."""
    best, lengths = _best_from_here(units, pulls)
    told = np.full(units.count, "", dtype=object)
    for turn in range(_MOST):
        places = _best_places(units, best)
        places = places[best[places] >= _LEAST]
        if not len(places):
            break
        for place in places:
            row = units.rows[place]
            told[row] += (BETWEEN if turn else "") + units.quote(place, place + lengths[place] - 1)
        _take_out(best, lengths, places)
    return told


def quoted(units: Units, firsts: np.ndarray, ends: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Per text: up to three of the given passages, the weightiest first, none twice; "" for none."""
    told: list[list[str]] = [[] for _ in range(units.count)]
    for place in np.lexsort((firsts, -weights)):
        own = told[units.rows[firsts[place]]]
        if len(own) < _MOST and (quote := units.quote(firsts[place], ends[place] - 1)) not in own:
            own.append(quote)
    return np.array([BETWEEN.join(own) for own in told], dtype=object)


def _best_from_here(units: Units, pulls: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the passages that begin at each unit the best sum, and its length."""
    clause_from, clause_to = stretches(units.clauses)
    # one Chinese character among others is no word
    is_word = units.is_word & (~units.is_han | (clause_to - clause_from == 1))
    pulls = pulls - _COST
    best, lengths = np.where(is_word, pulls, 0.0), np.ones(len(units), dtype="int64")
    summed, inside = pulls.copy(), np.ones(len(units), dtype=bool)
    for length in range(2, _LONGEST + 1):
        step = length - 1
        if step >= len(units):
            break
        inside[-step:] = False
        inside[:-step] &= units.clauses[step:] == units.clauses[:-step]
        summed[:-step] += pulls[step:]
        is_better = inside & (summed > best)
        best[is_better], lengths[is_better] = summed[is_better], length
    return best, lengths


def _best_places(units: Units, best: np.ndarray) -> np.ndarray:
    """The unit of each text from which the best passage begins; texts without units have none."""
    if not len(units):
        return np.empty(0, dtype="int64")
    starts = np.flatnonzero(np.diff(units.rows, prepend=-1))
    highest = np.repeat(np.maximum.reduceat(best, starts), np.diff(starts, append=len(units)))
    places = np.flatnonzero(best == highest)
    return places[np.unique(units.rows[places], return_index=True)[1]]


def _take_out(best: np.ndarray, lengths: np.ndarray, places: np.ndarray) -> None:
    """Passages that overlap those told are not told again."""
    for back in range(1, _LONGEST):
        before = places - back
        before = before[before >= 0]
        best[before[lengths[before] > back]] = 0.0
    for ahead in range(_LONGEST):
        inside = places[lengths[places] > ahead] + ahead
        best[inside] = 0.0
