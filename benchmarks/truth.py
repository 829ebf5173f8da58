"""The demo company beside its hidden truth: one company per seed.

Usage: python -m benchmarks.evaluate truth
"""

import tempfile
from pathlib import Path

from benchmarks.evaluated import Evaluated, of_measures
from benchmarks.measure import measure
from ml.truth.measure import Measure
from orchestration.home import Home
from orchestration.truth import compare

END = "2026-03-02"
SEEDS = (7, 8, 9)


def evaluated() -> list[Evaluated]:
    """A row per figure and company."""
    return [row for seed in SEEDS for row in of_measures(f"demo, seed {seed}", _measures(seed))]


def _measures(seed: int) -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        measure(home, "demo", "--seed", str(seed), "--end", END)
        measure(home, "run", "--as-of", END)
        return compare(Home(home)).measures
