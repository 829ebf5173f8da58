"""Training without labels: u from random pairs, m by expectation maximisation, the prior from candidates."""

import re
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np

from ml.identity.matching import blocking, comparisons, scoring
from ml.identity.matching.maximisation import Patterns, drawn, expected_matches
from ml.identity.matching.model import MatchingModel

# their pairs are what u is learnt from: a million
_RANDOM_UNITS = 1_500
_BLOCK_PAIRS = 500_000
_LEAST_BLOCK_PAIRS = 20
# rarer values are not kept: they are few, and some of them would name a person
_COMMON_FROM = 5
# digits kept: sums of doubles differ in the last ones from run to run
_DIGITS = 6
_PRIOR_UNITS = 20_000
_LEAST_MATCHES_PER_UNIT = 0.02
# with fewer there is no pair
_LEAST_UNITS = 2


def learn_levels(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """Levels with m and u of the table `units`, per comparison whose attribute at least two have."""
    known = _known(connection, settings)
    compared = {name: entry for name, entry in settings["comparisons"].items() if entry["of"] in known}
    start = _untrained(
        connection, {name: _start(entry["levels"]) for name, entry in compared.items()}, settings
    )
    return _with_m(connection, settings, _with_u(connection, settings, start)).comparisons


def train(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], levels: dict[str, list[dict[str, Any]]]
) -> MatchingModel:
    """A model of the table `units`, by levels learnt already: how common values are, rules and prior."""
    rules, counted = blocking.choose(connection, settings)
    start = replace(_untrained(connection, levels, settings), rules=rules, comparison_counts=counted)
    return replace(start, prior=_prior(connection, settings, start))


def _untrained(
    connection: duckdb.DuckDBPyConnection, levels: dict[str, list[dict[str, Any]]], settings: dict[str, Any]
) -> MatchingModel:
    compared = {name: settings["comparisons"][name] for name in levels}
    counted = {name: _frequencies(connection, name) for name in comparisons.weighed_by_frequency(compared)}
    unit_count = connection.execute("select count(*) from units").fetchall()[0][0]
    return MatchingModel(
        trained_on=max(unit_count, _LEAST_UNITS),
        prior=0.5,
        comparisons=levels,
        frequencies={name: common for name, (common, _) in counted.items()},
        rare={name: rare for name, (_, rare) in counted.items()},
        rules=[],
        comparison_counts={},
    )


def _known(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> set[str]:
    """The attributes that at least two units have."""
    names = comparisons.attributes_of(settings["comparisons"])
    counts = connection.execute(
        f"select {', '.join(f'count({name})' for name in names)} from units"
    ).fetchall()
    return {name for name, count in zip(names, counts[0], strict=True) if count >= _LEAST_UNITS}


def _start(levels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Levels with the m of the definitions, its shares made to sum up to 1."""
    total = sum(level["m"] for level in levels)
    return [{"level": level["level"], "m": level["m"] / total, "u": 1 / len(levels)} for level in levels]


def _with_u(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], model: MatchingModel
) -> MatchingModel:
    """u: how random pairs agree. A level none of them has gets the share of one pair among them."""
    _sample(connection, _RANDOM_UNITS)
    connection.execute(
        "create or replace temp table random as select l.number as number_l, r.number as number_r"
        " from sampled as l join sampled as r on l.number < r.number"
    )
    patterns = _patterns(connection, settings, model, "random")
    learnt = {}
    for i, (name, levels) in enumerate(model.comparisons.items()):
        counts = np.maximum(patterns.counts(i, len(levels)), 1.0)
        learnt[name] = _told(levels, "u", counts / counts.sum())
    return replace(model, comparisons=learnt)


def _with_m(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], model: MatchingModel
) -> MatchingModel:
    """m: how pairs of one person agree, block after block of pairs. A neutral level has m equal to u."""
    levels = list(model.comparisons.values())
    starts = [np.array([level["m"] for level in entry]) for entry in levels]
    us = [np.array([level["u"] for level in entry]) for entry in levels]
    matches = [np.zeros(len(start)) for start in starts]
    for keys in settings["training_blocks"]:
        if blocking.count(connection, keys) < _LEAST_BLOCK_PAIRS:
            continue
        blocking.sample(connection, keys, _BLOCK_PAIRS)
        patterns = _patterns(connection, settings, model, "block")
        for i, name in enumerate(model.comparisons):
            entry = settings["comparisons"][name]
            if _uses(entry, keys) or all(level.get("neutral") for level in entry["levels"]):
                patterns.levels[:, i] = -1
        found = expected_matches(patterns, starts, us)
        if found is not None and _are_of_persons(found, settings, list(model.comparisons)):
            matches = [total + counts for total, counts in zip(matches, found, strict=True)]
    learnt = {}
    for name, entry, counts, start in zip(model.comparisons, levels, matches, starts, strict=True):
        learnt[name] = _told(entry, "m", drawn(counts, start))
        for level, defined in zip(learnt[name], settings["comparisons"][name]["levels"], strict=True):
            if defined.get("neutral"):
                level["m"] = level["u"]
    return replace(model, comparisons=learnt)


def _are_of_persons(found: list[np.ndarray], settings: dict[str, Any], names: list[str]) -> bool:
    """Whether what a block takes for pairs of one person differs no more than persons do, in names above all.

    Else it has found something else that pairs share: a household, or addresses that somebody made up.
    """
    return all(
        counts[-1] <= settings["comparisons"][name].get("most_another", 1.0) * counts.sum()
        for name, counts in zip(names, found, strict=True)
    )


def _told(levels: list[dict[str, Any]], what: str, shares: np.ndarray) -> list[dict[str, Any]]:
    return [{**level, what: _rounded(share)} for level, share in zip(levels, shares, strict=True)]


def _uses(entry: dict[str, Any], keys: list[str]) -> bool:
    """Whether a comparison looks at an attribute that pairs of a block agree on anyway."""
    conditions = " ".join([f"{entry['of']}_l", entry.get("told_elsewhere", "")])
    conditions += " ".join(level.get("when", "") for level in entry["levels"])
    looked_at = set(re.findall(r"\b([a-z]+)(?:_sound)?_[lr]\b", conditions))
    return not looked_at.isdisjoint(key.removesuffix("_sound") for key in keys)


def _patterns(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], model: MatchingModel, pairs: str
) -> Patterns:
    """How the pairs of a table agree. Splink numbers levels from the last one, 0, up."""
    counted = scoring.patterns(connection, settings, model, pairs)
    columns = [np.asarray(counted[name]) for name in model.comparisons]
    best = np.array([len(levels) - 1 for levels in model.comparisons.values()], dtype=np.int64)
    levels = np.column_stack(columns) if columns else np.empty((0, 0), dtype=np.int64)
    return Patterns(np.where(levels < 0, -1, best - levels), np.asarray(counted["pairs"], dtype=np.float64))


def _sample(connection: duckdb.DuckDBPyConnection, size: int) -> None:
    """Make the table `sampled`: so many units, always the same."""
    connection.execute(
        f"create or replace temp table sampled as select * from units order by md5(unit), unit limit {size}"
    )


def _frequencies(connection: duckdb.DuckDBPyConnection, attribute: str) -> tuple[dict[str, float], float]:
    """Share of each common value of an attribute, and the mean share of the others."""
    counted = (
        f"select {attribute} as value, count(*) as held, sum(count(*)) over () as total from units"
        f" where {attribute} is not null group by {attribute}"
    )
    common = connection.execute(
        f"select value, held / total from ({counted}) where held >= {_COMMON_FROM} order by value"
    ).fetchall()
    rare = connection.execute(
        f"select sum(held) / count(*) / max(total) from ({counted}) where held < {_COMMON_FROM}"
    ).fetchall()[0][0]
    shares = {value: _rounded(share) for value, share in common}
    return shares, _rounded(rare or min(shares.values()))


def _prior(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], model: MatchingModel) -> float:
    """The prior under which the expected share of matches among all pairs is the prior itself.

    Seen on the candidates of a sample of units; the others cannot be matches. Never below a match per fifty
    units, so that a set without any stays scorable.
    """
    _sample(connection, _PRIOR_UNITS)
    blocking.candidates(connection, model.rules, "sampled")
    left_out = 1 - min(1.0, _PRIOR_UNITS / model.trained_on)
    weights = np.sort(scoring.weights(connection, settings, model, "candidates"))
    pairs = model.trained_on * (model.trained_on - 1) / 2 * (1 - left_out**2)
    least = _LEAST_MATCHES_PER_UNIT * model.trained_on * (1 - left_out**2)
    prior = 1 / model.trained_on
    for _ in range(200):
        odds = prior / (1 - prior)
        previous, prior = prior, max(float((1 / (1 + 2.0**-weights / odds)).sum()), least) / pairs
        if abs(prior - previous) <= 1e-9 * previous:
            break
    return _rounded(min(prior, 0.5))


def _rounded(share: float) -> float:
    return float(f"{share:.{_DIGITS}g}")
