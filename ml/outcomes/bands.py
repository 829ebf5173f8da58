"""From a probability to a band, and whether the bands keep their promise."""

from typing import Any

import numpy as np

from ml.outcomes.settings import OutcomeSettings

BANDS = ("low", "medium", "high")


def band_of(chance: np.ndarray, settings: OutcomeSettings) -> np.ndarray:
    """The band of each probability; a threshold belongs to the band above it."""
    return np.array(BANDS, dtype=object)[np.digitize(chance, [settings.medium_from, settings.high_from])]


def by_band(happened: np.ndarray, chance: np.ndarray, settings: OutcomeSettings) -> dict[str, dict[str, Any]]:
    """Band → customers, what the scores promised, and of which share it was true (None for an empty band)."""
    bands = band_of(chance, settings)
    return {
        band: {
            "customer_count": int((bands == band).sum()),
            "mean_score": _mean(chance[bands == band]),
            "happened_share": _mean(happened[bands == band]),
        }
        for band in BANDS
    }


def _mean(values: np.ndarray) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
