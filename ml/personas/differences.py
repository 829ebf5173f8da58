"""What sets a persona apart from all customers with enough acts."""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import ttest_ind_from_stats

from ml.personas.acts import Thing
from ml.personas.mixture import kinds_of
from ml.personas.people import FACTS, facts

NOBODY = -1
_FEWEST = 2


def of_things(counts: sparse.csr_array, things: list[Thing], labels: np.ndarray, k: int) -> pd.DataFrame:
    """A row per persona and thing: persona, kind, value, share, share_of_all, lift, reach, p_value.

    share: of the acts of a kind, the mean over the customers who do any of it; reach: the share of the
    persona who do. labels: persona per customer, NOBODY for none. p_value: Welch's test of the persona
    against the rest, corrected for all rows (Holm); personas are made to differ, so it guards against small
    numbers only.
    """
    kinds, parts = kinds_of(things), []
    for kind in range(kinds.max() + 1):
        columns = np.flatnonzero(kinds == kind)
        dense = counts[:, columns].toarray()
        total = dense.sum(axis=1, keepdims=True)
        shares = np.divide(dense, total, out=np.full_like(dense, np.nan), where=total > 0)
        does = total[:, 0] > 0
        of_kind = _compared(shares, labels, k)
        of_kind["kind"] = things[columns[0]][0]
        of_kind["value"] = [things[column][1] for column in columns[of_kind["column"]]]
        reach = np.array(
            [does[labels == persona].mean() if (labels == persona).any() else 0.0 for persona in range(k)]
        )
        of_kind["reach"] = reach[of_kind["persona"]]
        parts.append(of_kind)
    found = pd.concat(parts, ignore_index=True).rename(
        columns={"mean": "share", "mean_of_all": "share_of_all"}
    )
    found["lift"] = found["share"] / found["share_of_all"]
    found["p_value"] = holm(found["p_value"].to_numpy())
    columns = ["persona", "kind", "value", "share", "share_of_all", "lift", "reach", "p_value"]
    return found[columns]


def of_people(people: pd.DataFrame, labels: np.ndarray, k: int) -> pd.DataFrame:
    """A row per persona and fact (people.FACTS): persona, fact, value, value_of_all, p_value.

    value: share of those of whom it is known, or median. p_value as for things; numbers are tested as
    log(1 + x), so that a few large ones do not decide.
    """
    told = facts(people)
    is_share = np.array([FACTS[name].is_share for name in told])
    values = told.to_numpy()
    tested = np.where(is_share, values, np.log1p(np.maximum(values, 0)))
    found = _compared(tested, labels, k)
    found["fact"] = told.columns.to_numpy()[found["column"]]
    middles = _medians(values, labels, k)
    is_number = ~is_share[found["column"]]
    persona, column = found["persona"].to_numpy(), found["column"].to_numpy()
    found["value"] = np.where(is_number, middles[persona, column], found["mean"])
    found["value_of_all"] = np.where(is_number, middles[k, column], found["mean_of_all"])
    found["p_value"] = holm(found["p_value"].to_numpy())
    return found[["persona", "fact", "value", "value_of_all", "p_value"]]


def holm(p_values: np.ndarray) -> np.ndarray:
    """Corrected for all of them (Holm 1979): no more than one in twenty such families errs at 0.05."""
    order = np.argsort(p_values, kind="stable")
    steps = p_values[order] * (len(p_values) - np.arange(len(p_values)))
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return corrected


def _compared(values: np.ndarray, labels: np.ndarray, k: int) -> pd.DataFrame:
    """A row per persona and column of `values` (customers × columns, unknown NaN): means, and raw p-value."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    is_of = sparse.csr_array(
        (np.ones(int((labels >= 0).sum())), (labels[labels >= 0], np.flatnonzero(labels >= 0))),
        shape=(k, len(labels)),
    )
    inside = [is_of @ part for part in (known.astype("float64"), filled, filled**2)]
    every = [part.sum(axis=0) for part in (known, filled, filled**2)]
    outside = [whole - part for whole, part in zip(every, inside, strict=True)]
    one, other = _moments(*inside), _moments(*outside)
    with np.errstate(invalid="ignore", divide="ignore"):
        p_values = ttest_ind_from_stats(*one, *other, equal_var=False).pvalue
        mean_of_all = every[1] / every[0]
    enough = (inside[0] >= _FEWEST) & (outside[0] >= _FEWEST)
    persona, column = np.divmod(np.arange(k * values.shape[1]), values.shape[1])
    return pd.DataFrame(
        {
            "persona": persona,
            "column": column,
            "mean": one[0].ravel(),
            "mean_of_all": mean_of_all[column],
            "p_value": np.where(enough, np.nan_to_num(p_values, nan=1.0), 1.0).ravel(),
        }
    )


def _moments(count: np.ndarray, total: np.ndarray, squares: np.ndarray) -> tuple[np.ndarray, ...]:
    """Mean, deviation and number, with a deviation that is never zero: equal values prove nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        variance = np.maximum(squares - count * mean**2, 0) / np.maximum(count - 1, 1)
    return mean, np.maximum(np.sqrt(variance), 1e-9), count


def _medians(values: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    """Median of each persona, and in the last row of all; NaN where nothing is known."""
    groups = [values[labels == persona] for persona in range(k)] + [values]
    return np.array([[_median(column) for column in group.T] for group in groups])


def _median(numbers: np.ndarray) -> float:
    known = numbers[~np.isnan(numbers)]
    return float(np.median(known)) if len(known) else np.nan
