"""Which persona a customer is of, how surely, and by which acts."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from ml.clusters.space import significant
from ml.personas.acts import Acts, acts_per_customer
from ml.personas.mixture import damped, memberships
from ml.personas.model import Fitted
from ml.personas.words import told_days

_AT_ONCE = 100_000
_REASONS = 3
# acts are less independent than the mixture takes them for: more digits would tell nothing
_DIGITS = 3
# a thing that the persona does hardly more with than all is no reason
_TYPICAL = np.log(1.2)
_COLUMNS = ["customer_id", "persona_key", "score", "reasons_zh", "reasons_en"]


def score(fitted: Fitted, acts: Acts) -> pd.DataFrame:
    """customer_id, persona_key, score, reasons_zh, reasons_en, by customer_id; no row for who is of none.

    score is the probability of the persona, to three digits, never below the fit's min_membership; who did
    less than its min_acts has none. Reasons are the acts that speak for it most.
    """
    if not fitted.keys:
        return pd.DataFrame(columns=_COLUMNS)
    parts = [_scored(fitted, acts.of(rows)) for rows in _batches(acts, fitted.min_acts)]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=_COLUMNS)
    return found.sort_values("customer_id", ignore_index=True)


def labelled(fitted: Fitted, acts: Acts, counts: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Row of the persona per customer, −1 for none, and its probability. `counts` are of the fit's things."""
    found = memberships(damped(counts), fitted.mixture)
    labels, surely = found.argmax(axis=1), significant(found.max(axis=1), _DIGITS)
    is_one = np.array([key is not None for key in fitted.keys])[labels]
    has_enough = acts_per_customer(acts) >= fitted.min_acts
    is_sure = found.max(axis=1) >= fitted.min_membership
    return np.where(is_one & has_enough & is_sure, labels, -1), surely


def _batches(acts: Acts, min_acts: int) -> Iterator[np.ndarray]:
    enough = np.flatnonzero(acts_per_customer(acts) >= min_acts)
    for first in range(0, len(enough), _AT_ONCE):
        yield enough[first : first + _AT_ONCE]


def _scored(fitted: Fitted, acts: Acts) -> pd.DataFrame:
    counts = acts.counts(fitted.things)
    labels, surely = labelled(fitted, acts, counts)
    rows = np.flatnonzero(labels >= 0)
    zh, en = _reasons(fitted, counts[rows], labels[rows])
    keys = np.array(fitted.keys, dtype=object)[labels[rows]]
    return pd.DataFrame(
        dict(zip(_COLUMNS, (acts.customers[rows], keys, surely[rows], zh, en), strict=True))
    ).astype({"customer_id": "str", "persona_key": "str"})


def _reasons(fitted: Fitted, counts: sparse.csr_array, labels: np.ndarray) -> tuple[np.ndarray, ...]:
    """Per row in zh and en: up to three acts that make its persona likelier than the shares of all would."""
    cells = counts.tocoo()
    customer, thing = cells.coords
    pull = np.log(fitted.shares[labels[customer], thing] / fitted.common[thing])
    speaks = damped(counts).tocoo().data * pull
    order = np.lexsort((thing, -np.where(pull >= _TYPICAL, speaks, 0), customer))
    first = np.searchsorted(customer[order], np.arange(counts.shape[0]))
    place = np.arange(len(order)) - first[customer[order]]
    place_is_kept = (place < _REASONS) & (pull[order] >= _TYPICAL)
    kept = order[place_is_kept]
    days = cells.data[kept].astype("int64")
    pairs, which = np.unique(np.column_stack([thing[kept], days]), axis=0, return_inverse=True)
    texts = []
    for language, comma in (("zh", "；"), ("en", "; ")):
        said = [told_days(*fitted.things[number], count, language) for number, count in pairs.tolist()]
        table = np.full((counts.shape[0], _REASONS), "", dtype=object)
        table[customer[kept], place[place_is_kept]] = np.array(said, dtype=object)[which]
        texts.append(_joined(table, comma))
    return tuple(texts)


def _joined(table: np.ndarray, comma: str) -> np.ndarray:
    """Rows of texts as one text each; the empty ones are the last."""
    whole = table[:, 0]
    for column in table.T[1:]:
        whole = whole + np.where(column == "", "", comma) + column
    return whole
