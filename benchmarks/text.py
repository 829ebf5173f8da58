"""How right texts are read: sentiment on real Chinese reviews, and what a million texts cost.

Usage: python -m benchmarks.evaluate text   how right, beside its baselines
       python -m benchmarks.text            time and memory of the fit, of a million texts and customers

A text that occurs several times, also with other punctuation, lies on one side of every split. How a model is
fitted is chosen inside the training texts of each split; every review is judged, also repeated ones. The
lexicon is the cold start: written by hand, never fitted to these reviews.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.evaluated import Aim, Evaluated, beside
from ml.registry import dumps
from ml.text.customers import roll_up
from ml.text.definitions import own_definitions
from ml.text.evaluate import LEXICON, MAJORITY, evaluate, mean_with_interval
from ml.text.leanings import columns_read, leanings
from ml.text.model import Table
from ml.text.rows import read_texts, rows_of, text_keys
from ml.text.score import score_batches
from ml.text.settings import TextSettings
from ml.text.train import CANDIDATES, fit, train, try_candidates
from orchestration.settings import PROJECT_ROOT, Settings

SETTINGS = TextSettings()
FOLDS = 5
NAME, DATA = "sentiment", "online_shopping_reviews"
AIMS = {"accuracy": Aim(at_least=0.93), "auc": None, "calibration_error": None}
MEDIAN, WORST = Aim(at_least=0.94), Aim(at_least=0.85)
_SMALL = 3_000
MILLION = 1_000_000


def evaluated() -> list[Evaluated]:
    """The cold start, own-trained in five folds, each category left out, and what `train` itself says."""
    frame = reviews()
    read = _read(frame)
    return [
        *of_cold_start(frame, read),
        *of_own_trained(frame, read, AIMS),
        *of_left_out(frame, read),
        *of_product(frame),
    ]


def evaluated_small() -> list[Evaluated]:
    """Some of the reviews, own-trained in five folds; the aims are those of all."""
    frame = reviews().sample(_SMALL, random_state=4)
    return of_own_trained(frame, _read(frame), {})


def main() -> None:
    """Print what it costs."""
    for part in (time_fit, time_score, time_customers):
        _apart(part)


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


def of_cold_start(frame: pd.DataFrame, read: np.ndarray) -> list[Evaluated]:
    """The lexicon on every review, by category: how many it answers, and how many of these right."""
    rows = []
    for name, kept in [("all", np.full(len(frame), True)), *_by_category(frame)]:
        answers = np.isfinite(read[kept])
        right = ((read[kept] > 0.5) == frame["is_negative"].to_numpy()[kept])[answers]
        for figure, held in (("answered", answers), ("right of those answered", right)):
            value, ends = mean_with_interval(held.astype("float64"), SETTINGS)
            rows.append(Evaluated(f"{NAME}: {LEXICON}", f"{DATA}, {name}", figure, value, tuple(ends)))
    return rows


def of_own_trained(frame: pd.DataFrame, read: np.ndarray, aims: Mapping[str, Aim | None]) -> list[Evaluated]:
    """Five folds of distinct texts, beside the lexicon."""
    numbers = (frame["key"].to_numpy() % np.uint64(FOLDS)).astype("int64")
    chance = held_out(frame, numbers)
    negative = frame["is_negative"].to_numpy()
    figures = evaluate(negative, chance, read, float(negative.mean()), SETTINGS)
    of = (f"{NAME}: own-trained", f"{DATA}, {len(frame):,} in {FOLDS} folds")
    return [
        beside(of, figures, figure, MAJORITY if figure == "calibration_error" else LEXICON, aims.get(figure))
        for figure in AIMS
    ]


def of_left_out(frame: pd.DataFrame, read: np.ndarray) -> list[Evaluated]:
    """Each category read by a model that has seen none of it; then the median and the worst of them."""
    numbers = np.unique(frame["text_group"], return_inverse=True)[1]
    chance, model = held_out(frame, numbers), f"{NAME}: category left out"
    rows = []
    for name, kept in _by_category(frame):
        negative = frame["is_negative"].to_numpy()[kept]
        figures = evaluate(negative, chance[kept], read[kept], float(negative.mean()), SETTINGS)
        rows.append(beside((model, f"{DATA}, {name}"), figures, "auc", LEXICON))
    worst = min(rows, key=lambda row: row.value)
    areas, lexicon = ([getattr(row, side) for row in rows] for side in ("value", "baseline_value"))
    median = Evaluated(
        model,
        DATA,
        "median auc",
        float(np.median(areas)),
        None,
        LEXICON,
        float(np.median(lexicon)),
        None,
        MEDIAN,
    )
    return [*rows, median, replace(worst, figure="worst auc", data=DATA, aim=WORST)]


def of_product(frame: pd.DataFrame) -> list[Evaluated]:
    """What `train` itself says of these reviews, whose days are not known."""
    card = train(frame, SETTINGS, own_definitions()).card
    why = "" if card["is_published"] else card["verdict"]
    of = (NAME, f"{DATA}, {card['split']}")
    return [beside(of, card["figures"], "auc", LEXICON, None, why)]


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


def _read(frame: pd.DataFrame) -> np.ndarray:
    """What the lexicon says of each; NaN for nothing."""
    return read_texts(frame["text"].to_numpy(dtype=object), own_definitions())[2]


if __name__ == "__main__":
    main()
