"""How many customers a refit moves, beside how many move by themselves."""

import pandas as pd

from ml.clusters.model import Fitted
from ml.clusters.score import score


def movement(
    before: Fitted, features_before: pd.DataFrame, after: Fitted, features_after: pd.DataFrame
) -> dict:
    """Shares of the customers with a cluster at both moments whose cluster_key changed.

    moved_as_it_is_share: had the earlier model stayed, so by what they did; moved_by_refit_share: with the
    later model; excess_share: the difference, what the refit itself adds. Raises ValueError when nobody has
    both.
    """
    scored = ((before, features_before), (before, features_after), (after, features_after))
    return moved(*(score(model, rows).set_index("customer_id")["cluster_key"] for model, rows in scored))


def moved(then: pd.Series, stayed: pd.Series, refitted: pd.Series) -> dict:
    """The same from keys by customer_id: of then, and of now by the earlier and by the later model."""
    known = then.index.intersection(refitted.index).intersection(stayed.index)
    if known.empty:
        raise ValueError(
            "Movement between two fits cannot be measured: no customer has a cluster at both moments. "
            "Pass features of the same customers, and fits that have clusters."
        )
    as_it_is = float((stayed[known] != then[known]).mean())
    by_refit = float((refitted[known] != then[known]).mean())
    return {
        "customer_count": len(known),
        "moved_as_it_is_share": round(as_it_is, 4),
        "moved_by_refit_share": round(by_refit, 4),
        "excess_share": round(by_refit - as_it_is, 4),
    }
