"""Average linkage inside components: who is one person when pairs disagree."""

import pandas as pd
import pyarrow as pa


def link(
    pairs: pa.Table,
    link_weight: float,
    must: pd.DataFrame | None = None,
    must_not: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Cluster of each unit that stands in a link or must pair: columns `unit`, `cluster` (its smallest unit).

    `pairs` has columns `unit_l`, `unit_r`, `weight`, `band` as `matching.match` returns them; `link_weight` is the
    weight from which a pair is in band link. `must` and `must_not` have columns `unit_l`, `unit_r`, in any order:
    the first are always together, the second never; where they contradict each other, `must` wins.
    Inside a component of link and must pairs, clusters merge while the mean weight between them is at least that
    of a link.
    """
    raise NotImplementedError
