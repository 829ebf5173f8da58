"""Pairs of units: which are compared, how they score, and in which band they fall."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml.identity.matching import blocking, scoring, training
from ml.identity.matching.attributes import attributes
from ml.identity.matching.model import MatchingModel
from ml.identity.matching.scoring import weight_of
from ml.identity.stitching import label

PAIR = pa.schema(
    [
        ("unit_l", pa.string()),
        ("unit_r", pa.string()),
        ("weight", pa.float64()),
        ("probability", pa.float64()),
        ("band", pa.string()),
        ("is_candidate", pa.bool_()),
        ("reasons", pa.string()),
    ]
)
UNIT = pa.schema([("unit", pa.string()), ("fingerprint", pa.string())])
_MEMORY = "4GB"
# of larger components, which are held back anyway, only candidates are scored
_LARGEST_COMPONENT = 200


@dataclass(frozen=True)
class Matched:
    """`pairs`: schema PAIR, in order; `units`: schema UNIT; `comparison_count`: pairs scored in this call."""

    pairs: pa.Table
    units: pa.Table
    model: MatchingModel
    comparison_count: int


def match(
    persons: pa.Table,
    settings: dict[str, Any],
    model: MatchingModel | None = None,
    previous: Matched | None = None,
) -> Matched:
    """Score the pairs of units that may be one person.

    `persons`: one row per person record: `unit` and any of FIELDS. Without a `model` one is trained first.
    With the `previous` answer of the same model only pairs with a unit that is new or has changed are scored
    again; the answer equals that of a full call.

    A pair has `unit_l` < `unit_r`, `weight` (log2 of the odds that they are one person), `probability`,
    `band` (`link`, `review`; `no` only inside a component of link pairs, where linkage weighs it),
    `is_candidate` (false for pairs compared only because a component holds both) and `reasons`: a JSON list
    of {"comparison", "level", "weight"}, heaviest first. Where a unit has several records, its most frequent
    values count.

    Raises OverBudgetError when the blocking rules would compare more pairs than the budget allows.
    """
    with _connection() as connection:
        attributes(connection, persons)
        if model is None:
            model = _trained(connection, persons, settings)
        else:
            blocking.check(connection, model.rules, settings)
        units = connection.sql("select unit, fingerprint from units order by unit").to_arrow_table()
        kept = _unchanged(connection, units, previous)
        blocking.candidates(connection, model.rules, "changed" if previous else "units")
        least = weight_of(settings["review_probability"])
        found = scoring.score(connection, settings, model, "candidates", least)
        candidates = pa.concat_tables([kept, _banded(found, settings, True)])
        count = connection.execute("select count(*) from candidates").fetchall()[0][0]
        inside = _inside(connection, candidates)
        rest = _banded(scoring.score(connection, settings, model, "inside", None), settings, False)
    pairs = pa.concat_tables([candidates, rest]).sort_by([("unit_l", "ascending"), ("unit_r", "ascending")])
    return Matched(pairs, units, model, count + inside)


@contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own that spills to a folder of its own."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/matching.duckdb") as connection:
        connection.execute(f"set memory_limit = '{_MEMORY}'")
        yield connection


def _trained(
    connection: duckdb.DuckDBPyConnection, persons: pa.Table, settings: dict[str, Any]
) -> MatchingModel:
    """A model whose levels are learnt from single records: those that exact identifiers joined show best how
    records of one person differ. All else is of the units.
    """
    with _connection() as apart:
        attributes(apart, persons, is_apart=True)
        levels = training.learn_levels(apart, settings)
    return training.train(connection, settings, levels)


def link_weight(settings: dict[str, Any]) -> float:
    """The weight from which a pair is in band link."""
    return weight_of(settings["link_probability"])


def _unchanged(connection: duckdb.DuckDBPyConnection, units: pa.Table, previous: Matched | None) -> pa.Table:
    """The last call's candidates between units that are as they were; the others make the table `changed`."""
    if previous is None:
        return PAIR.empty_table()
    for name, table in (("now", units), ("before", previous.units), ("pairs_before", previous.pairs)):
        connection.register(name, table)
    connection.execute("create temp table same as select unit from now join before using (unit, fingerprint)")
    connection.execute("create temp table changed as select * from units anti join same using (unit)")
    kept = connection.sql(
        "select * from pairs_before where is_candidate and unit_l in (select unit from same)"
        " and unit_r in (select unit from same)"
    ).to_arrow_table()
    for name in ("now", "before", "pairs_before"):
        connection.unregister(name)
    return kept.cast(PAIR)


def _banded(scored: pa.Table, settings: dict[str, Any], is_candidate: bool) -> pa.Table:
    """Scored pairs with probability and band: schema PAIR."""
    weight = scored["weight"].to_numpy()
    probability = 1 / (1 + 2.0 ** -np.clip(weight, -1000, 1000))
    bands = np.select(
        [probability >= settings["link_probability"], probability >= settings["review_probability"]],
        ["link", "review"],
        "no",
    )
    columns = {
        "unit_l": scored["unit_l"],
        "unit_r": scored["unit_r"],
        "weight": weight,
        "probability": probability,
        "band": pa.array(bands.tolist(), pa.string()),
        "is_candidate": np.full(len(weight), is_candidate),
        "reasons": scored["reasons"],
    }
    return pa.table(columns, schema=PAIR)


def _inside(connection: duckdb.DuckDBPyConnection, candidates: pa.Table) -> int:
    """Make the table `inside`, pairs in components of link pairs that are not scored yet; their number."""
    linked = candidates.filter(pc.equal(candidates["band"], "link"))
    both = pa.chunked_array([*linked["unit_l"].chunks, *linked["unit_r"].chunks], pa.string())
    ends = both.combine_chunks().dictionary_encode()
    codes = ends.indices.to_numpy()
    labels = label(codes, np.tile(np.arange(len(linked)), 2), len(ends.dictionary))
    connection.register("labelled", pa.table({"unit": ends.dictionary, "component": labels}))
    connection.register("scored", candidates.select(["unit_l", "unit_r"]))
    connection.execute(
        "create temp table inside as with held as (select number, unit, component,"
        " count(*) over (partition by component) as size from labelled join units using (unit))"
        " select l.number as number_l, r.number as number_r from held as l join held as r"
        f" on l.component = r.component and l.number < r.number and l.size between 3 and {_LARGEST_COMPONENT}"
        " anti join scored on scored.unit_l = l.unit and scored.unit_r = r.unit"
    )
    connection.unregister("labelled")
    connection.unregister("scored")
    return connection.execute("select count(*) from inside").fetchall()[0][0]
