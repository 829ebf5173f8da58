"""Average linkage: pairs that disagree, and what persons decided."""

import itertools

import pandas as pd
import pyarrow as pa
import pytest

from ml.identity.linkage import link


def _pairs(weights: dict[str, float]) -> pa.Table:
    rows = [(pair[0], pair[1], weight, "link" if weight >= 0 else "no") for pair, weight in weights.items()]
    return pa.table(dict(zip(("unit_l", "unit_r", "weight", "band"), zip(*rows, strict=True), strict=True)))


def _decided(*pairs: str) -> pd.DataFrame:
    return pd.DataFrame([tuple(pair) for pair in pairs], columns=["unit_l", "unit_r"])


def _clusters(linked: pd.DataFrame) -> set[str]:
    return {"".join(sorted(units)) for _, units in linked.groupby("cluster")["unit"]}


# two families of three records each, which one wrong pair would join
BRIDGED = {
    **dict.fromkeys(("ab", "ac", "bc", "xy", "xz", "yz"), 8.0),
    **dict.fromkeys(("ax", "ay", "az", "bx", "by", "bz", "cy", "cz"), -6.0),
    "cx": 5.0,
}


def test_one_wrong_pair_does_not_join_two_people():
    assert _clusters(link(_pairs(BRIDGED), 0)) == {"abc", "xyz"}


def test_one_missing_likeness_does_not_part_a_person():
    assert _clusters(link(_pairs({"ab": 9, "bc": 9, "ac": -4}), 0)) == {"abc"}


def test_a_cluster_is_named_by_its_smallest_unit():
    assert set(link(_pairs({"bc": 3, "ab": 3}), 0)["cluster"]) == {"a"}


@pytest.mark.parametrize(
    ("must", "must_not", "together", "apart"),
    [
        pytest.param(("az",), (), ["az"], [], id="must-joins-what-weights-part"),
        pytest.param((), ("ba",), ["xy", "xz"], ["ab"], id="must-not-parts-what-weights-join"),
        pytest.param(("ab",), ("ba",), ["ab", "ac"], ["ax"], id="must-wins"),
        pytest.param(("aq",), (), ["aq", "ab"], ["ax"], id="must-of-a-unit-without-pairs"),
    ],
)
def test_decisions_hold(must, must_not, together, apart):
    linked = link(_pairs(BRIDGED), 0, _decided(*must), _decided(*must_not))
    cluster = dict(zip(linked["unit"], linked["cluster"], strict=True))
    assert [pair for pair in together if cluster[pair[0]] != cluster[pair[1]]] == []
    assert [pair for pair in apart if cluster[pair[0]] == cluster[pair[1]]] == []


def test_order_of_pairs_does_not_matter():
    tied = {"ab": 2.0, "bc": 2.0, "cd": 2.0, "ac": -1.5, "bd": -1.5, "ad": -1.5}
    found = {
        frozenset(_clusters(link(_pairs(dict(order)), 0))) for order in itertools.permutations(tied.items())
    }
    assert len(found) == 1
