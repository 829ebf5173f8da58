"""Who ends a contract: five-fold cross-validation on the contracts of telco_churn.

Usage: python -m benchmarks.evaluate renewal

Nothing is tuned to the set: the inputs are its columns on the scales that every outcome uses, and the kind of
model is chosen inside each training part. The figures are of all customers, each scored by the model of the
four fifths that do not hold them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.evaluated import Aim, Evaluated, beside
from benchmarks.orders import real_data
from ml.evaluation import Sampling, calibration_error, evaluate, interval, samples
from ml.outcomes import models
from ml.outcomes.choice import best_of, losses_of
from ml.outcomes.inputs import Inputs, Words, level, log
from ml.outcomes.outcome import Outcome
from ml.outcomes.rows import Rows, rows_of

FOLDS, SEED = 5, 20111209
LEFT = "is_left"
BASELINE, BASE_RATE = "tenure and contract kind", "base rate"
AIMS = {"auc": Aim(at_least=0.845), "brier": Aim(at_most=0.136), "calibration_error": Aim(at_most=0.02)}
_WORDS = (
    *("gender", "Partner", "Dependents", "PhoneService", "MultipleLines", "InternetService"),
    *("OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV", "StreamingMovies"),
    *("Contract", "PaperlessBilling", "PaymentMethod"),
)
CONTRACTS = Outcome(
    key="contracts",
    predicts="the contract is ended",
    label=LEFT,
    frame="telco_churn",
    inputs=Inputs(
        (
            log("tenure", "tenure"),
            level("price", "MonthlyCharges"),
            log("price", "TotalCharges"),
            level("person", "SeniorCitizen"),
            *(Words(name, name) for name in _WORDS),
        )
    ),
    phrases={},
    baseline=BASELINE,
    baseline_inputs=("tenure", "Contract"),
    plain=("tenure", lambda given: -given["tenure"]),
    concerns=lambda features: features["tenure"] >= 0,
    limits=(),
    candidates=models.BLENDED,
)


def contracts(folder: Path) -> Rows:
    """The customers of the set, on one day."""
    frame = pd.read_parquet(folder / "telco_churn/telco.parquet").rename(
        columns={"customerID": "customer_id"}
    )
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce")
    frame[LEFT] = frame["Churn"] == "Yes"
    return rows_of(frame.assign(cut_off_on=date(2020, 1, 1)), CONTRACTS)


def cross_validated(rows: Rows, fit: Callable[[Rows], Callable[[Rows], np.ndarray]]) -> np.ndarray:
    """What is said of each row by the fit on the folds it is not in."""
    said = np.empty(len(rows))
    for train, test in folds(rows):
        said[test] = fit(rows.where(train))(rows.where(test))
    return said


def folds(rows: Rows) -> list[tuple[np.ndarray, np.ndarray]]:
    """Places to train on and to test on, five times, with like shares of those who left."""
    from sklearn.model_selection import StratifiedKFold

    split = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(split.split(rows.inputs, rows.happened))


def chosen(candidates: tuple[models.Candidate, ...]) -> Callable[[Rows], Callable[[Rows], np.ndarray]]:
    """A fit of the candidate that is best by cross-validation inside what it is given."""

    def fit(rows: Rows) -> Callable[[Rows], np.ndarray]:
        known = rows.telling()
        inside = [(known.where(train), known.where(test)) for train, test in folds(known)]
        best = best_of(candidates, losses_of(candidates, inside))
        return _said_by(best, known)

    return fit


def baseline(rows: Rows) -> Callable[[Rows], np.ndarray]:
    """Logistic regression on tenure and the kind of contract."""
    return _said_by(models.BASELINE, rows.reading(CONTRACTS.baseline_inputs))


def base_rate(rows: Rows) -> Callable[[Rows], np.ndarray]:
    """The share that left, for everybody."""
    return lambda others: np.full(len(others), rows.happened.mean())


def _said_by(candidate: models.Candidate, rows: Rows) -> Callable[[Rows], np.ndarray]:
    model = candidate.fit(rows.inputs, rows.happened)
    return lambda others: models.probability(models.log_odds(model, others.only(rows.names).inputs))


def resampled(happened: np.ndarray, said: np.ndarray, how: Sampling) -> tuple[list, list]:
    """Intervals of the Brier score and of the calibration error."""
    found = []
    for times in samples(len(said), how):
        for drawn in times.astype(int):
            truth, score = np.repeat(happened, drawn), np.repeat(said, drawn)
            found.append((np.mean((score - truth) ** 2), calibration_error(truth, score)))
    brier, error = np.array(found).T
    return interval(brier, how), interval(error, how)


def figures(rows: Rows, rounds: int = 500) -> dict[str, dict]:
    """Name → AUC, Brier score and calibration error with their intervals; the model is the first."""
    how = Sampling(rounds=rounds)
    logistic = tuple(one for one in models.CANDIDATES if one.name.startswith("logistic"))
    scores = {
        "model": cross_validated(rows, chosen(CONTRACTS.candidates)),
        "logistic regressions alone": cross_validated(rows, chosen(logistic)),
        "boosting alone": cross_validated(rows, chosen(models.CANDIDATES[-1:])),
        BASELINE: cross_validated(rows, baseline),
        BASE_RATE: cross_validated(rows, base_rate),
    }
    found = evaluate(rows.happened, scores, how)
    for name, said in scores.items():
        found[name]["brier_interval"], found[name]["calibration_error_interval"] = resampled(
            rows.happened, said, how
        )
    return found


def evaluated() -> list[Evaluated]:
    """Rows of the whole set, and of the kinds of model that were chosen among."""
    return _rows(contracts(real_data()), "telco_churn, 5 folds", AIMS, 500)


def evaluated_small() -> list[Evaluated]:
    """Rows of a tenth of the customers; the aims are those of the whole."""
    rows = contracts(real_data())
    return _rows(rows.where(np.arange(0, len(rows), 10)), "telco_churn, a tenth, 5 folds", {}, 200)


def _rows(rows: Rows, data: str, aims: Mapping[str, Aim], rounds: int) -> list[Evaluated]:
    found = figures(rows, rounds)
    said = [name for name in found if name not in (BASELINE, BASE_RATE)]
    return [
        beside(
            ("renewal" if name == "model" else f"renewal: {name}", data),
            {"model": found[name], BASELINE: found[BASELINE]},
            figure,
            BASELINE,
            aims.get(figure) if name == "model" else None,
        )
        for name in said
        for figure in AIMS
    ]
