"""The space clusters are found in: features made comparable."""

import numpy as np
import pandas as pd

from ml.clusters.features import BY_COLUMN, Feature

# where nearly all customers have one value, a feature splits off the few others and says nothing of the rest
_LARGEST_SHARE_OF_ONE_VALUE = 0.95
_SMALLEST_KNOWN_SHARE = 0.5
_TAILS = (0.01, 0.99)


def fit_space(rows: pd.DataFrame) -> dict:
    """Learn the scale of every feature that tells customers apart.

    {columns: kept ones, low, high, mean, scale: arrays with one entry per kept column, rates: {column: (rate
    of all, habit)}, left_out: {column: why}}. A rate whose habit is learned is scaled by the deviation of the
    true rates, not of what is seen of them: the less is known of a trait, the less it counts.
    """
    rates, left_out = {}, {}
    for column, feature in BY_COLUMN.items():
        left_out[column] = _why_left_out(rows[column])
        if feature.kind == "rate" and not left_out[column]:
            rates[column] = _rate_and_habit(rows, feature)
            if rates[column] is None:
                left_out[column] = "differs between customers no more than chance would make it"
    left_out = {column: why for column, why in left_out.items() if why}
    columns = [column for column in BY_COLUMN if column not in left_out]
    rates = {column: rate for column, rate in rates.items() if rate}
    if not columns:
        return {"columns": [], "left_out": left_out}
    values = _transformed(rows, columns, rates)
    low, high = np.nanquantile(values, _TAILS, axis=0)
    clipped = np.clip(values, low, high)
    scale = np.nanstd(clipped, axis=0)
    for column, (rate, habit) in rates.items():
        if BY_COLUMN[column].habit is None:
            scale[columns.index(column)] = np.sqrt(rate * (1 - rate) / (habit + 1))
    return {
        "columns": columns,
        "left_out": left_out,
        "rates": rates,
        "low": low,
        "high": high,
        "mean": np.nanmean(clipped, axis=0),
        "scale": np.where(scale > 0, scale, 1.0),
    }


def place(rows: pd.DataFrame, space: dict) -> np.ndarray:
    """Customers as points, customers × columns of the space, in deviations from the mean; unknown is NaN."""
    values = _transformed(rows, space["columns"], space["rates"])
    return (np.clip(values, space["low"], space["high"]) - space["mean"]) / space["scale"]


def forming(points: np.ndarray, space: dict) -> np.ndarray:
    """The columns that form clusters; what is unknown of a customer is taken as average and pulls nowhere."""
    return np.nan_to_num(points[:, [BY_COLUMN[column].is_forming for column in space["columns"]]], nan=0.0)


def forming_columns(space: dict) -> list[str]:
    """Names of the columns of `forming`."""
    return [column for column in space["columns"] if BY_COLUMN[column].is_forming]


def distances(points: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Squared distances, customers × clusters.

    Summed feature by feature: a customer's number must not depend on which others are in the batch, as it
    does with a matrix product.
    """
    squared = np.zeros((len(points), len(centroids)))
    for position in range(points.shape[1]):
        squared += (points[:, position, None] - centroids[None, :, position]) ** 2
    return squared


def nearest(points: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Row of the nearest centroid per point; of equally near ones the first."""
    return distances(points, centroids).argmin(axis=1)


def significant(values: np.ndarray, digits: int = 9) -> np.ndarray:
    """Doubles rounded to so many significant digits, as DESIGN section 5 asks of public tables."""
    magnitude = np.floor(np.log10(np.abs(values), where=values != 0, out=np.zeros_like(values, dtype=float)))
    factor = 10.0 ** (digits - 1 - magnitude)
    return np.round(values * factor) / factor


def _why_left_out(values: pd.Series) -> str:
    if values.notna().mean() < _SMALLEST_KNOWN_SHARE:
        return "known of fewer than half of the customers"
    if values.value_counts(normalize=True).iloc[0] > _LARGEST_SHARE_OF_ONE_VALUE:
        return "nearly all customers have the same value"
    return ""


def _rate_and_habit(rows: pd.DataFrame, feature: Feature) -> tuple[float, float] | None:
    """Rate of all and habit: given, or learned; None when chance alone explains how customers differ.

    For customers with x of n, n ≥ 2, E[x(x−1) / n(n−1)] − rate² is the variance of their true rates, without
    that of chance (moments of the beta-binomial); the habit is then rate (1 − rate) / variance − 1.
    """
    known = rows[rows[feature.column].notna() & (rows[feature.counted] > 0)]
    count = known[feature.counted].to_numpy()
    hits = known[feature.column].clip(0, 1).to_numpy() * count
    if feature.habit is not None:
        return float(hits.sum() / count.sum()), feature.habit
    hits, count = np.round(hits[count >= 2]), count[count >= 2]
    if not len(count):
        return None
    rate = (hits / count).mean()
    each = hits * (hits - 1) / (count * (count - 1)) - 2 * rate * hits / count + rate**2
    variance, error = each.mean(), each.std() / np.sqrt(len(each))
    if variance <= 2 * error:
        return None
    # never quite zero: a customer of whom nothing is known gets the rate of all
    return float(rate), max(float(rate * (1 - rate) / variance - 1), 1e-6)


def _transformed(rows: pd.DataFrame, columns: list[str], rates: dict) -> np.ndarray:
    values = np.empty((len(rows), len(columns)))
    for position, column in enumerate(columns):
        raw = rows[column].to_numpy()
        if column not in rates:
            values[:, position] = np.log1p(np.maximum(raw, 0))
            continue
        rate, habit = rates[column]
        count = np.where(np.isnan(raw), 0, rows[BY_COLUMN[column].counted].to_numpy())
        hits = np.nan_to_num(np.clip(raw, 0, 1), nan=0.0) * count
        values[:, position] = (hits + habit * rate) / (count + habit)
    return values
