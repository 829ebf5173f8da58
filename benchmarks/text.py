"""How right texts are read: sentiment on real Chinese reviews, and what a million texts cost.

Usage: python -m benchmarks.text            how right, beside its baselines
       python -m benchmarks.text million    time and memory of the fit, of a million texts and customers

A text that occurs several times, also with other punctuation, lies on one side of every split. How a model is
fitted is chosen inside the training texts of each split; every review is judged, also repeated ones. The
lexicon is the cold start: written by hand, never fitted to these reviews.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from ml.evaluation import auc
from ml.registry import dumps
from ml.text.customers import roll_up
from ml.text.definitions import own_definitions
from ml.text.evaluate import by_part, evaluate
from ml.text.leanings import columns_read, leanings
from ml.text.model import Table
from ml.text.rows import read_texts, rows_of, text_keys
from ml.text.score import score_batches
from ml.text.settings import TextSettings
from ml.text.train import CANDIDATES, fit, train, try_candidates
from orchestration.settings import PROJECT_ROOT, Settings

SETTINGS = TextSettings()
FOLDS = 5
MILLION = 1_000_000


def main(what: str) -> None:
    """Print the figures; they are judged by a person, not asserted."""
    if what == "million":
        for part in (time_fit, time_score, time_customers):
            _apart(part)
        return
    frame = reviews()
    keys = frame["key"].to_numpy()
    repeated = len(frame) - len(np.unique(keys))
    print(f"online_shopping_reviews: {len(frame)} reviews, {repeated} of them repeats of another")  # noqa: T201
    read = read_texts(frame["text"].to_numpy(dtype=object), own_definitions())[2]
    show_cold_start(frame, read)
    show_own_trained(frame, read)
    show_left_out(frame, read)
    show_product(frame)


def reviews() -> pd.DataFrame:
    """text, is_negative, rating (1 or 5), text_group and the key of each review."""
    folder = Settings.from_environment().variable("HUAXIANG_REAL_DATA") or "../shared/data"
    path = Path(PROJECT_ROOT, folder) / "online_shopping_reviews" / "online_shopping_10_cats.parquet"
    raw = pd.read_parquet(path)
    frame = pd.DataFrame({"text": raw["review"].fillna(""), "text_group": raw["cat"]})
    frame["is_negative"] = (raw["label"] == 0).astype("int64")
    frame["rating"] = np.where(frame["is_negative"] == 1, 1, 5)
    frame["key"] = text_keys(frame["text"].to_numpy(dtype=object))[0]
    return frame


def show_cold_start(frame: pd.DataFrame, read: np.ndarray) -> None:
    """The lexicon on every review, by category."""
    print(f"\n{'cold start':<14}{'reviews':>9}{'answered':>10}{'right of these':>16}{'AUC, all':>10}")  # noqa: T201
    for name, rows in [("all", np.full(len(frame), True)), *_by_category(frame)]:
        negative, own = frame["is_negative"].to_numpy()[rows], read[rows]
        answers = np.isfinite(own)
        right = ((own > 0.5) == negative)[answers].mean()
        area = auc(negative, np.where(answers, own, 0.5))
        print(f"{name:<14}{len(own):>9}{answers.mean():>10.3f}{right:>16.3f}{area:>10.3f}", flush=True)  # noqa: T201


def show_own_trained(frame: pd.DataFrame, read: np.ndarray) -> None:
    """Five folds of distinct texts."""
    numbers = (frame["key"].to_numpy() % np.uint64(FOLDS)).astype("int64")
    chance = held_out(frame, numbers)
    negative = frame["is_negative"].to_numpy()
    figures = evaluate(negative, chance, read, float(negative.mean()), SETTINGS)
    print(f"\n{FOLDS} folds       {'accuracy':>10}{'95 %':>18}{'AUC':>8}{'95 %':>18}{'Brier':>8}")  # noqa: T201
    for name, found in figures.items():
        print(  # noqa: T201
            f"{name:<14}{found['accuracy']:>10.4f}{_span(found['accuracy_interval']):>18}{found['auc']:>8.4f}"
            f"{_span(found['auc_interval']):>18}{found.get('brier', np.nan):>8.4f}",
            flush=True,
        )
    print("calibration error", figures["model"]["calibration_error"])  # noqa: T201
    print("AUC by category", by_part(negative, chance, frame["text_group"].to_numpy()))  # noqa: T201


def show_left_out(frame: pd.DataFrame, read: np.ndarray) -> None:
    """Each category read by a model that has seen none of it."""
    numbers = np.unique(frame["text_group"], return_inverse=True)[1]
    chance, found = held_out(frame, numbers), {}
    print(f"\n{'left out':<14}{'reviews':>9}{'AUC':>8}{'95 %':>18}{'accuracy':>10}{'lexicon AUC':>13}")  # noqa: T201
    for name, rows in _by_category(frame):
        negative = frame["is_negative"].to_numpy()[rows]
        figures = evaluate(negative, chance[rows], read[rows], float(negative.mean()), SETTINGS)
        model, found[name] = figures["model"], figures["model"]["auc"]
        print(  # noqa: T201
            f"{name:<14}{rows.sum():>9}{model['auc']:>8.4f}{_span(model['auc_interval']):>18}"
            f"{model['accuracy']:>10.4f}{figures['lexicon']['auc']:>13.4f}",
            flush=True,
        )
    areas = np.array(list(found.values()))
    print(f"median AUC {np.median(areas):.4f}, worst {areas.min():.4f}")  # noqa: T201


def show_product(frame: pd.DataFrame) -> None:
    """What `train` itself says of these reviews, whose days are not known."""
    fitted = train(frame, SETTINGS, own_definitions())
    print(f"\n{fitted.card['verdict']}\nchosen: {fitted.card['chosen']}; split {fitted.card['split']}")  # noqa: T201
    print(f"saved model: {len(dumps(fitted)) / 2**20:.1f} MiB")  # noqa: T201


def held_out(frame: pd.DataFrame, numbers: np.ndarray) -> np.ndarray:
    """Per review the probability of a negative one, by a fit on the other numbers' texts."""
    chance, keys = np.full(len(frame), np.nan), frame["key"].to_numpy()
    grams = read_texts(frame["text"].to_numpy(dtype=object), own_definitions())[0]
    for number in np.unique(numbers):
        own = numbers == number
        learnt = frame[~own & ~np.isin(keys, keys[own])]
        known = rows_of(learnt, SETTINGS, own_definitions())
        trials = try_candidates(known)
        chosen = max(CANDIDATES, key=lambda candidate: trials[candidate.name]["mean"])
        print(f"    {number}: {len(known)} distinct texts, {chosen.name}", flush=True)  # noqa: T201
        scorer = fit(chosen, known)
        chance[own] = scorer.chance(Table(scorer.model).log_odds(grams.where(own)))
    return chance


def time_fit() -> str:
    """The whole of `train` on the real reviews."""
    frame = reviews()
    started = time.perf_counter()
    fitted = train(frame, SETTINGS, own_definitions())
    wall = time.perf_counter() - started
    return f"fit on {len(frame)} texts: {wall:.1f} s, saved model {len(dumps(fitted)) / 2**20:.1f} MiB"


def time_score() -> str:
    """A million texts drawn from the real reviews: sentiment, topics, wishes, complaints, evidence."""
    frame = reviews()
    fitted = train(frame.iloc[::5], SETTINGS, own_definitions())
    drawn = np.random.default_rng(1).integers(0, len(frame), MILLION)
    texts = pd.DataFrame({"text_id": np.arange(MILLION), "text": frame["text"].to_numpy(dtype=object)[drawn]})
    for name, by in (("by the lexicon", None), ("by a fit", fitted)):
        started = time.perf_counter()
        answered = sum(
            int(batch["sentiment"].notna().sum())
            for batch in score_batches(texts, SETTINGS, own_definitions(), by)
        )
        wall = time.perf_counter() - started
        told = f"{wall:.1f} s, {wall * 1000 / MILLION:.3f} s per 1,000; {answered} with a sentiment"
        print(f"{MILLION} texts read {name}: {told}", flush=True)  # noqa: T201
    return "both"


def time_customers() -> str:
    """What a million texts of 400,000 customers say together, and the leanings of a million customers."""
    rng, definitions, frame = np.random.default_rng(1), own_definitions(), reviews()
    some = frame.sample(20_000, random_state=1)[["text"]].assign(text_id=range(20_000))
    read = pd.concat(score_batches(some, SETTINGS, definitions)).drop(columns="text_id")
    texts = read.iloc[rng.integers(0, len(read), MILLION)].reset_index(drop=True)
    texts["text_id"], texts["customer_id"] = np.arange(MILLION), rng.integers(0, 400_000, MILLION).astype(str)
    texts["written_on"] = pd.Timestamp("2026-03-01") - pd.to_timedelta(
        rng.integers(0, 500, MILLION), unit="D"
    )
    texts["written_at"] = texts["written_on"]
    started = time.perf_counter()
    keys = [leaning.key for leaning in definitions.leanings]
    roll_up(texts, pd.Timestamp("2026-03-02"), date(2026, 3, 2), SETTINGS, keys)
    rolled = time.perf_counter() - started
    columns = {column: rng.integers(0, 12, MILLION) for column in columns_read(definitions)}
    started = time.perf_counter()
    found = leanings(pd.DataFrame({"customer_id": np.arange(MILLION), **columns}), definitions)
    leant = time.perf_counter() - started
    told = f"{len(found)} leanings of {MILLION} customers: {leant:.1f} s"
    return f"{MILLION} texts rolled up: {rolled:.1f} s; {told}"


def _apart(part: Callable[[], str]) -> None:
    """In a process of its own, with its peak memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        told, peak = pool.apply(_measured, (part,))
    print(f"{told}; peak memory {peak:.0f} MiB", flush=True)  # noqa: T201


def _measured(part: Callable[[], str]) -> tuple[str, float]:
    told = part()
    return told, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _by_category(frame: pd.DataFrame) -> list[tuple[str, np.ndarray]]:
    groups = frame["text_group"].to_numpy()
    return [(str(name), groups == name) for name in np.unique(groups)]


def _span(interval: list[float]) -> str:
    return f"{interval[0]:.4f} to {interval[1]:.4f}"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
