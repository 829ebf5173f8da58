"""Training without labels: u from random pairs, m by expectation maximisation, the prior from candidates."""

from typing import Any

import duckdb
import numpy as np

from ml.identity.matching import blocking, comparisons, scoring
from ml.identity.matching.model import MatchingModel

_RANDOM_PAIRS = 1_000_000
_BLOCK_PAIRS = 500_000
_LEAST_BLOCK_PAIRS = 50
# what the definitions say of m counts as much as so many pairs of one person
_PSEUDO_PAIRS = 10
# rarer values are not kept: they are few, and some of them would name a person
_COMMON_FROM = 5
# digits kept: sums of doubles differ in the last ones from run to run
_DIGITS = 6
_SAMPLED_UNITS = 20_000
_LEAST_MATCHES_PER_UNIT = 0.02


def train(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> MatchingModel:
    """A model of the table `units`, by the comparisons whose attribute at least two of them have."""
    known = _known(connection, settings)
    compared = {name: entry for name, entry in settings["comparisons"].items() if entry["of"] in known}
    frequencies, rare = {}, {}
    for attribute in comparisons.weighed_by_frequency(compared):
        frequencies[attribute], rare[attribute] = _frequencies(connection, attribute)
    rules, counted = blocking.choose(connection, settings)
    unit_count = connection.execute("select count(*) from units").fetchall()[0][0]
    untuned = MatchingModel(
        trained_on=unit_count,
        prior=0.5,
        comparisons=_levels(connection, settings, compared, known, unit_count),
        frequencies=frequencies,
        rare=rare,
        rules=rules,
        comparison_counts=counted,
    )
    return MatchingModel(**{**untuned.to_json(), "prior": _prior(connection, settings, untuned)})


def _known(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> dict[str, int]:
    """How many units have each attribute, of those at least two have."""
    names = comparisons.attributes_of(settings["comparisons"])
    counts = connection.execute(
        f"select {', '.join(f'count({name})' for name in names)} from units"
    ).fetchall()
    return {name: count for name, count in zip(names, counts[0], strict=True) if count > 1}


def _levels(
    connection: duckdb.DuckDBPyConnection,
    settings: dict[str, Any],
    compared: dict[str, Any],
    known: dict[str, int],
    unit_count: int,
) -> dict[str, list[dict[str, Any]]]:
    """m and u of each level of each comparison."""
    from splink import block_on

    linker = comparisons.linker(connection, "units", compared, min(0.01, 1 / unit_count))
    linker.training.estimate_u_using_random_sampling(
        max_pairs=_RANDOM_PAIRS, seed=1, min_count_per_level=None
    )
    matches = dict.fromkeys(compared, 0.0)
    for keys in settings["training_blocks"]:
        pairs = blocking.count(connection, keys)
        if pairs < _LEAST_BLOCK_PAIRS:
            continue
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*keys),
            estimate_without_term_frequencies=True,
            max_pairs=_BLOCK_PAIRS,
            record_sample_proportion=1,
        )
        share = session.core_model_settings.probability_two_random_records_match
        for comparison in session.core_model_settings.comparisons:
            name = comparison.output_column_name
            matches[name] = max(matches[name], share * min(pairs, _BLOCK_PAIRS))
    trained = {
        entry["output_column_name"]: entry for entry in linker.misc.save_model_to_json()["comparisons"]
    }
    return {
        name: _shares(
            entry["levels"],
            [level for level in trained[name]["comparison_levels"] if not level.get("is_null_level")],
            matches[name],
            min(_RANDOM_PAIRS * (known[entry["of"]] / unit_count) ** 2, known[entry["of"]] ** 2 / 2),
        )
        for name, entry in compared.items()
    }


def _shares(
    defined: list[dict[str, Any]], trained: list[dict[str, Any]], matches: float, random_pairs: float
) -> list[dict[str, Any]]:
    """Learnt m and u, drawn a little to the definitions and never 0; of a neutral level m equals u."""
    shares = []
    for level, learnt in zip(defined, trained, strict=True):
        start = level["m"]
        m = (learnt.get("m_probability", start) * matches + start * _PSEUDO_PAIRS) / (matches + _PSEUDO_PAIRS)
        u = max(learnt.get("u_probability", 0.0), 1 / max(random_pairs, 2))
        if level.get("neutral"):
            m = u
        shares.append({"level": level["level"], "m": _rounded(m), "u": _rounded(u)})
    return shares


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
    connection.execute(
        "create or replace temp table sampled as"
        f" select * from units order by md5(unit) limit {_SAMPLED_UNITS}"
    )
    blocking.candidates(connection, model.rules, "sampled")
    left_out = 1 - min(1.0, _SAMPLED_UNITS / model.trained_on)
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
