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
    then = score(before, features_before).set_index("customer_id")["cluster_key"]
    stayed = score(before, features_after).set_index("customer_id")["cluster_key"]
    refitted = score(after, features_after).set_index("customer_id")["cluster_key"]
    known = then.index.intersection(refitted.index)
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
