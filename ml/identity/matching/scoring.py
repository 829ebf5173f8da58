"""Weights of pairs by a frozen model, through Splink, a slice at a time."""

import math
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from ml.identity.matching import comparisons
from ml.identity.matching.model import MatchingModel

# pairs in memory at a time
_SLICE = 2_000_000


def weight_of(probability: float) -> float:
    """The weight of a pair that is one person with this probability."""
    return math.log2(probability / (1 - probability))


def weights(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], model: MatchingModel, pairs: str
) -> np.ndarray:
    """Weight of every pair of a table (`number_l`, `number_r`) of `units`, in no order."""
    slices = [
        connection.execute(f"select match_weight from {scored}").fetchnumpy()["match_weight"]
        for scored in _scored(connection, settings, model, pairs)
    ]
    return np.concatenate([np.empty(0), *slices])


def patterns(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], model: MatchingModel, pairs: str
) -> dict[str, np.ndarray]:
    """How many `pairs` of a table agree alike: per comparison Splink's number of the level (-1 unknown)."""
    levels = "".join(f"gamma_{name} as {name}, " for name in model.comparisons)
    counted = [
        connection.execute(
            f"select {levels}count(*) as pairs from {scored} group by all order by all"
        ).fetchnumpy()
        for scored in _scored(connection, settings, model, pairs, with_levels=True)
    ]
    empty = np.empty(0, dtype=np.int64)
    return {
        name: np.concatenate([empty, *(part[name] for part in counted)])
        for name in [*model.comparisons, "pairs"]
    }


def score(
    connection: duckdb.DuckDBPyConnection,
    settings: dict[str, Any],
    model: MatchingModel,
    pairs: str,
    least_weight: float | None,
) -> pa.Table:
    """The pairs of a table (`number_l`, `number_r`) of at least this weight: `unit_l`, `unit_r`, `weight`,
    `reasons`.
    """
    reasons = _reasons(settings["comparisons"], model)
    weight = _weight(settings, model)
    found = [
        connection.sql(
            f"select l.unit as unit_l, r.unit as unit_r, {weight} as weight, {reasons} as reasons"
            f" from {scored} as scored"
            " join units as l on l.number = scored.number_l join units as r on r.number = scored.number_r"
        ).to_arrow_table()
        for scored in _scored(connection, settings, model, pairs, least_weight, with_levels=True)
    ]
    schema = pa.schema(
        [("unit_l", pa.string()), ("unit_r", pa.string()), ("weight", pa.float64()), ("reasons", pa.string())]
    )
    return pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in found)])


def _scored(
    connection: duckdb.DuckDBPyConnection,
    settings: dict[str, Any],
    model: MatchingModel,
    pairs: str,
    least_weight: float | None = None,
    with_levels: bool = False,
) -> Iterator[str]:
    """Names of tables with the scored pairs, slice after slice; each is gone when the next one comes."""
    if not model.comparisons:
        return
    _weigh(connection, model)
    compared = {name: settings["comparisons"][name] for name in model.comparisons}
    linker = comparisons.linker(connection, "weighed", compared, model.prior, model.comparisons, with_levels)
    api = linker._db_api
    for attribute in comparisons.weighed_by_frequency(compared):
        # the shares stand beside the values already; without a table of its own Splink would count them anew
        nothing = f"frequencies_of_{attribute}"
        connection.execute(
            f"create or replace temp table {nothing} as"
            f" select '' as {attribute}, 0.0 as tf_{attribute} where false"
        )
        linker.table_management.register_term_frequency_lookup(api.register(nothing), attribute)
    count = connection.execute(f"select count(*) from {pairs}").fetchall()[0][0]
    for start in range(0, count, _SLICE):
        connection.execute(
            "create or replace temp table blocked as select number_l as join_key_l, number_r as join_key_r,"
            f" '0' as match_key from {pairs} where rowid >= {start} and rowid < {start + _SLICE}"
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
        scored = linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
        yield scored.physical_name
        scored.drop_table_from_database_and_remove_from_cache()


def _weigh(connection: duckdb.DuckDBPyConnection, model: MatchingModel) -> None:
    """The table `weighed`: units with the share of each of their values, from the model."""
    columns, joins = "", ""
    for attribute, shares in model.frequencies.items():
        name = f"shares_of_{attribute}"
        table = pa.table(
            {
                "value": pa.array(list(shares), pa.string()),
                "share": pa.array(list(shares.values()), pa.float64()),
            }
        )
        connection.register("learnt", table)
        connection.execute(f"create or replace temp table {name} as select * from learnt")
        connection.unregister("learnt")
        joins += f" left join {name} on {name}.value = units.{attribute}"
        columns += (
            f", case when units.{attribute} is not null"
            f" then coalesce({name}.share, {model.rare[attribute]}) end as tf_{attribute}"
        )
    connection.execute(f"create or replace temp table weighed as select units.*{columns} from units{joins}")


def _weight(settings: dict[str, Any], model: MatchingModel) -> str:
    """SQL: the weight of a scored pair; of one that may not be linked, at most what asks a person."""
    doubts = [
        " and ".join(
            f"gamma_{name} between 0 and {_gamma(settings['comparisons'][name]['levels'], level)}"
            for name, level in most.items()
        )
        for most in settings.get("contradictions", [])
        if all(name in model.comparisons for name in most)
    ]
    needed = [
        f"gamma_{name} >= {_gamma(settings['comparisons'][name]['levels'], level)}"
        for name, level in settings.get("link_needs", {}).items()
        if name in model.comparisons
    ]
    if needed:
        doubts.append(f"not ({' or '.join(needed)})")
    if not doubts:
        return "match_weight"
    most = weight_of(settings["review_probability"])
    return f"if(({') or ('.join(doubts)}), least(match_weight, {most}), match_weight)"


def _gamma(levels: list[dict[str, Any]], level: str) -> int:
    """Splink's number of a level: the last one is 0."""
    return [entry["level"] for entry in reversed(levels)].index(level)


def _reasons(defined: dict[str, Any], model: MatchingModel) -> str:
    """SQL: the levels of a scored pair as JSON, the heaviest first."""
    entries = []
    for name in model.comparisons:
        levels = defined[name]["levels"]
        cases = " ".join(
            f"when {len(levels) - 1 - position} then '{level['level']}'"
            for position, level in enumerate(levels)
        )
        adjusted = f" + mw_tf_adj_{name}" if any("frequency_of" in level for level in levels) else ""
        weight = f"round(mw_{name}{adjusted}, 2)"
        entries.append(
            f"{{'order': -abs({weight}), 'comparison': '{name}', 'level': case gamma_{name} {cases} end,"
            f" 'weight': {weight}}}"
        )
    known = f"list_filter([{', '.join(entries)}], lambda reason: reason.level is not null)"
    told = "{'comparison': reason.comparison, 'level': reason.level, 'weight': reason.weight}"
    return f"cast(to_json(list_transform(list_sort({known}), lambda reason: {told})) as varchar)"
