"""The rules that tell best, by beam search over conditions; all counts by matrix products."""

from collections.abc import Callable
from functools import cache
from itertools import combinations, islice

import numpy as np

from ml.tag_proposals.settings import ProposalSettings

_BEAM = 50
Chosen = tuple[int, ...]
Quality = Callable[[Chosen], float]


def search(holds: np.ndarray, happened: np.ndarray, settings: ProposalSettings) -> list[Chosen]:
    """The best rules, as places of conditions in `holds` (rows × conditions), the best first.

    Quality is √share × (precision − share of all that it happened to): Klösgen's binomial test (Explora,
    1996). A rule of more conditions counts only if its quality is more than `least_gain` times that of the
    rule without any one of them; its lift must be `least_lift` at least. Of rules that are `most_alike` the
    best is kept.
    """
    matrix, outcome = holds.astype("float32"), happened.astype("float32")

    @cache
    def quality(chosen: Chosen) -> float:
        mask = holds[:, list(chosen)].all(axis=1)
        return float(np.sqrt(mask.mean()) * (happened[mask].mean() - happened.mean())) if mask.any() else 0.0

    found: dict[Chosen, float] = {}
    beam: dict[Chosen, tuple[np.ndarray, float]] = {(): (np.ones(len(outcome), dtype="float32"), 0.0)}
    for _ in range(settings.most_conditions):
        grown = _grown(beam, matrix, outcome, settings)
        found |= grown
        ranked = sorted(grown, key=lambda chosen: (-grown[chosen], chosen))
        best = islice((each for each in ranked if _needs_all(each, quality, settings)), _BEAM)
        beam = {chosen: (matrix[:, list(chosen)].prod(axis=1), grown[chosen]) for chosen in best}
        if not beam:
            break
    ranked = sorted(found, key=lambda chosen: (-found[chosen], chosen))
    return _apart(ranked, holds, quality, settings)


def _needs_all(chosen: Chosen, quality: Quality, settings: ProposalSettings) -> bool:
    """Whether no condition could be left off: one that another implies tells nothing."""
    without = combinations(chosen, len(chosen) - 1) if len(chosen) > 1 else ()
    return all(quality(chosen) > settings.least_gain * quality(fewer) for fewer in without)


def _grown(
    beam: dict[Chosen, tuple[np.ndarray, float]],
    matrix: np.ndarray,
    outcome: np.ndarray,
    settings: ProposalSettings,
) -> dict[Chosen, float]:
    """Every rule of the beam with one condition more, where that is worth it, and its quality."""
    size, everywhere = len(outcome), float(outcome.mean())
    masks = np.stack([mask for mask, _ in beam.values()])
    counts, hits = masks @ matrix, (masks * outcome) @ matrix
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = hits / counts
        quality = np.sqrt(counts / size) * (precision - everywhere)
    is_worth = (counts >= settings.least_share * size) & (precision >= settings.least_lift * everywhere)
    before = np.array([[quality] for _, quality in beam.values()])
    is_worth &= quality > settings.least_gain * before
    grown: dict[Chosen, float] = {}
    for place, chosen in enumerate(beam):
        for condition in np.flatnonzero(is_worth[place]):
            if condition not in chosen:
                whole = tuple(sorted((*chosen, int(condition))))
                grown[whole] = float(quality[place, condition])
    return grown


def _apart(
    ranked: list[Chosen], holds: np.ndarray, quality: Quality, settings: ProposalSettings
) -> list[Chosen]:
    """The first so many, none too broad, too like a better one or longer than it need be."""
    kept: list[tuple[Chosen, np.ndarray]] = []
    for chosen in ranked:
        mask = holds[:, list(chosen)].all(axis=1)
        is_new = all((mask & other).sum() <= settings.most_alike * (mask | other).sum() for _, other in kept)
        if is_new and mask.mean() <= settings.most_share and _needs_all(chosen, quality, settings):
            kept.append((chosen, mask))
        if len(kept) == settings.per_outcome:
            break
    return [chosen for chosen, _ in kept]
