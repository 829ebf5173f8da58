"""The comparisons of the definitions as Splink wants them, and a Splink linker over units."""

import logging
from typing import Any

import duckdb

_ELSE = "ELSE"
# the counting is dear and the likeness cheap: most pairs are nothing like each other
_TYPOS = (
    "create or replace temp macro typos(a, b) as"
    " case when jaro_winkler_similarity(a, b) >= 0.65 then damerau_levenshtein(a, b) else 99 end"
)


def attributes_of(comparisons: dict[str, Any]) -> list[str]:
    """The attributes compared."""
    return sorted({entry["of"] for entry in comparisons.values()})


def weighed_by_frequency(comparisons: dict[str, Any]) -> list[str]:
    """Attributes of which a rare value weighs more than a common one."""
    levels = [level for entry in comparisons.values() for level in entry["levels"]]
    return sorted({level["frequency_of"] for level in levels if "frequency_of" in level})


def linker(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    comparisons: dict[str, Any],
    prior: float,
    shares: dict[str, list[dict[str, Any]]],
    with_levels: bool = False,
) -> Any:
    """A Splink linker over a table with `number` and attributes, by these comparisons of the definitions.

    `shares`: per comparison the m and u of its levels. `with_levels`: predictions tell the level and weight
    of each comparison.
    """
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection.execute(_TYPOS)
    made = []
    for name, entry in comparisons.items():
        levels = [_level(level, share) for level, share in zip(entry["levels"], shares[name], strict=True)]
        made.append({"output_column_name": name, "comparison_levels": [_unknown(entry), *levels]})
    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "number",
        "probability_two_random_records_match": prior,
        "comparisons": made,
        "retain_matching_columns": with_levels,
        "retain_intermediate_calculation_columns": with_levels,
    }
    return Linker(DuckDBAPI(connection).register(table), settings, log_level=None)


def _unknown(entry: dict[str, Any]) -> dict[str, Any]:
    condition = f"{entry['of']}_l is null or {entry['of']}_r is null"
    if "told_elsewhere" in entry:
        condition += f" or ({entry['told_elsewhere']})"
    return {"sql_condition": condition, "label_for_charts": "unknown", "is_null_level": True}


def _level(level: dict[str, Any], share: dict[str, Any]) -> dict[str, Any]:
    made = {
        "sql_condition": level.get("when", _ELSE),
        "label_for_charts": level["level"],
        "m_probability": share["m"],
        "u_probability": share["u"],
    }
    if "frequency_of" in level:
        made["tf_adjustment_column"] = level["frequency_of"]
        made["disable_tf_exact_match_detection"] = True
    return made
