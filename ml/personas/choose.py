"""How many personas: as many as foretell what customers do next, and come back in resamples."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from ml.personas.acts import EARLIER, LATER, Acts, Thing, acts_per_customer
from ml.personas.mixture import (
    Mixture,
    damped,
    fit_mixture,
    kinds_of,
    memberships,
    refined,
    shares_of,
    shares_of_all,
)
from ml.personas.settings import PersonaSettings

_CONFIDENCE = 1.96
_LEAST = 1e-9
# of fewer customers the interval says nothing
_FEWEST = 10
RULE = (
    "Fitted on the acts before the test begins, personas must foretell the acts of the test better than the"
    " shares of all customers, and better than personas of made-up customers whose things are drawn"
    " independently, by the 95 % interval over customers (gain: log-likelihood of an act over that by the"
    " shares of all). Fitted on all acts, they must come back in resamples (mean adjusted Rand index of the"
    " customers with a persona), and none may be smaller than allowed. The smallest number is taken of those"
    " that gain enough_share of what the best gains; where it does not hold, the next, then the next best."
    " The previous personas stay while they hold and keep keep_share of the best gain. Then each persona must"
    " foretell by itself: fitted before the test, it must make its people's later acts min_foretold times as"
    " likely and more, by the interval above 1; who is of one that does not is of none."
)


@dataclass(frozen=True)
class Look:
    """Counts of the same customers before the test begins and after, customers × things.

    kinds: number of its kind, per thing. has_enough: whether somebody did enough before the test.
    """

    earlier: sparse.csr_array
    later: sparse.csr_array
    kinds: np.ndarray
    has_enough: np.ndarray

    @property
    def whole(self) -> sparse.csr_array:
        """All counts."""
        return self.earlier + self.later

    @property
    def taught(self) -> sparse.csr_array:
        """Earlier counts of those who did enough."""
        return self.earlier[self.has_enough]

    @property
    def is_tested(self) -> np.ndarray:
        """Who did enough before the test, and anything in it."""
        return self.has_enough & (np.diff(self.later.indptr) > 0)


@dataclass(frozen=True)
class Trial:
    """So many personas and their figures; None where it was not needed.

    gain, gain_error: mean log-likelihood per act gained over the shares of all, and its standard error.
    independent_gain: the same for made-up customers. stability, stability_low: mean and lowest tenth of the
    agreement with resamples.
    """

    k: int
    gains: np.ndarray
    mixture: Mixture | None = None
    independent_gain: float | None = None
    stability: float | None = None
    stability_low: float | None = None
    smallest_size: int | None = None
    smallest_share: float | None = None
    is_previous: bool = False

    @property
    def gain(self) -> float:
        """Mean over customers."""
        return float(self.gains.mean())

    @property
    def gain_error(self) -> float:
        """Standard error of the gain."""
        return float(self.gains.std() / np.sqrt(len(self.gains)))

    def holds(self, settings: PersonaSettings) -> bool:
        """Whether it is measured whole and passes RULE."""
        if self.stability is None:
            return False
        lowest = self.gain - _CONFIDENCE * self.gain_error
        return (
            self.stability >= settings.min_stability
            and lowest > max(0.0, self.independent_gain)
            and self.smallest_share >= settings.min_persona_share
            and self.smallest_size >= settings.min_persona_size
        )


def look(acts: Acts, things: list[Thing], settings: PersonaSettings) -> Look:
    """The counts that a choice is made on."""
    has_enough = acts_per_customer(acts, EARLIER) >= settings.min_acts
    return Look(acts.counts(things, EARLIER), acts.counts(things, LATER), kinds_of(things), has_enough)


def try_all(seen: Look, previous: Mixture | None, settings: PersonaSettings) -> list[Trial]:
    """A trial per number, and before them one of the previous personas (in these things), if there are any.

    All have their gain; the rest is measured in the order of RULE until one holds.
    """
    trials = [_tried(seen, k, settings) for k in range(settings.k_min, settings.k_max + 1)]
    if previous is not None:
        then = refined(damped(seen.taught), seen.kinds, previous, settings)
        trials.insert(0, Trial(len(previous.weights), gains(seen, then, settings), is_previous=True))
    for position in _in_order(trials, settings):
        trials[position] = _measured(trials[position], seen, previous, settings)
        if trials[position].holds(settings):
            break
    return trials


def pick(trials: list[Trial], settings: PersonaSettings) -> Trial | None:
    """The trial that holds; None when none does."""
    return next((trial for trial in trials if trial.holds(settings)), None)


def gains(seen: Look, mixture: Mixture, settings: PersonaSettings) -> np.ndarray:
    """Per customer of the test: log-likelihood gained over the shares of all, mean over their later acts."""
    probabilities = memberships(damped(seen.earlier), mixture)
    common = shares_of_all(seen.taught, seen.kinds)
    # what people do, not damped: that is what is foretold
    sums = (seen.taught.T @ probabilities[seen.has_enough]).T
    shares = shares_of(sums, seen.kinds, common, settings.habit)
    later = seen.later[seen.is_tested].tocoo()
    customer, thing = later.coords
    foretold = (probabilities[seen.is_tested][customer] * shares.T[thing]).sum(axis=1)
    gained = later.data * np.log(foretold / common[thing])
    return np.bincount(customer, weights=gained) / np.bincount(customer, weights=later.data)


def foretold(seen: Look, mixture: Mixture, settings: PersonaSettings) -> list[dict[str, Any]]:
    """Per persona, fitted anew on the acts before the test: how much likelier its people's later acts are.

    customer_count: those with that persona before the test; likelihood_ratio: of their later acts over the
    shares of all, with its 95 % interval; holds: whether that lies above 1, and it is min_foretold or more.
    """
    then = refined(damped(seen.taught), seen.kinds, mixture, settings)
    found = memberships(damped(seen.earlier), then)[seen.is_tested]
    labels = np.where(found.max(axis=1) >= settings.min_membership, found.argmax(axis=1), -1)
    gained = gains(seen, then, settings)
    return [_told(gained[labels == row], settings) for row in range(len(mixture.weights))]


def _told(gained: np.ndarray, settings: PersonaSettings) -> dict[str, Any]:
    count = len(gained)
    if count < _FEWEST:
        return {"customer_count": count, "likelihood_ratio": None, "holds": False}
    margin = _CONFIDENCE * gained.std(ddof=1) / np.sqrt(count)
    ratio, low, high = (float(np.exp(gained.mean() + part)) for part in (0, -margin, margin))
    return {
        "customer_count": count,
        "likelihood_ratio": round(ratio, 4),
        "likelihood_ratio_interval": [round(low, 4), round(high, 4)],
        "holds": low > 1 and ratio >= settings.min_foretold,
    }


def independent(seen: Look, settings: PersonaSettings) -> Look:
    """Made-up customers who do as much of each kind, earlier and later, with things drawn independently."""
    random = np.random.default_rng(settings.seed)
    common = shares_of_all(seen.taught, seen.kinds)
    return replace(
        seen,
        earlier=_redrawn(seen.earlier, seen.kinds, common, random),
        later=_redrawn(seen.later, seen.kinds, common, random),
    )


def _redrawn(
    counts: sparse.csr_array, kinds: np.ndarray, common: np.ndarray, random: np.random.Generator
) -> sparse.csr_array:
    """Every act with a thing of its kind drawn anew."""
    cells = counts.tocoo()
    times = cells.data.astype("int64")
    customer, kind = np.repeat(cells.coords[0], times), np.repeat(kinds[cells.coords[1]], times)
    # kind j takes the interval from j to j + 1
    things = np.argsort(kinds, kind="stable")
    edges = np.cumsum(common[things])
    drawn = np.searchsorted(edges, np.minimum(kind + random.random(len(kind)), edges[-1] - _LEAST))
    ones = np.ones(len(customer))
    return sparse.csr_array((ones, (customer, things[drawn])), shape=counts.shape)


def _tried(seen: Look, k: int, settings: PersonaSettings) -> Trial:
    mixture = fit_mixture(damped(seen.taught), seen.kinds, k, settings, settings.seed)
    return Trial(k, gains(seen, mixture, settings))


def _in_order(trials: list[Trial], settings: PersonaSettings) -> list[int]:
    """Numbers of trials in the order of RULE."""
    best = max(trials, key=lambda trial: trial.gain)
    numbers = range(len(trials))
    stays = [
        n for n in numbers if trials[n].is_previous and trials[n].gain >= settings.keep_share * best.gain
    ]
    fresh = [n for n in numbers if not trials[n].is_previous]
    enough = [n for n in fresh if trials[n].gain >= settings.enough_share * best.gain]
    others = sorted((n for n in fresh if n not in enough), key=lambda n: -trials[n].gain)
    return stays + enough + others


def _measured(trial: Trial, seen: Look, previous: Mixture | None, settings: PersonaSettings) -> Trial:
    """The trial with personas of all acts, what they are worth in resamples, and beside made-up customers."""
    counts, k = damped(seen.whole), trial.k
    if trial.is_previous:
        mixture = refined(counts, seen.kinds, previous, settings)
    else:
        mixture = fit_mixture(counts, seen.kinds, k, settings, settings.seed)
    found = memberships(counts, mixture)
    labels, is_sure = found.argmax(axis=1), found.max(axis=1) >= settings.min_membership
    agreement = [
        adjusted_rand_score(labels[is_sure], memberships(counts[is_sure], other).argmax(axis=1))
        for other in _resampled(counts, seen.kinds, k, settings)
    ]
    sizes = np.bincount(labels[is_sure], minlength=k)
    return replace(
        trial,
        mixture=mixture,
        independent_gain=_tried(independent(seen, settings), k, settings).gain,
        stability=float(np.mean(agreement)),
        stability_low=float(np.quantile(agreement, 0.1)),
        smallest_size=int(sizes.min()),
        smallest_share=float(sizes.min() / len(labels)),
    )


def _resampled(
    counts: sparse.csr_array, kinds: np.ndarray, k: int, settings: PersonaSettings
) -> Iterator[Mixture]:
    """The personas of bootstrap samples of the customers."""
    random = np.random.default_rng(settings.seed)
    for number in range(settings.bootstraps):
        rows = random.integers(0, counts.shape[0], counts.shape[0])
        yield fit_mixture(counts[rows], kinds, k, settings, settings.seed + number + 1)
