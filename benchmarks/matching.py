"""Who is who among a million contacts without a shared identifier: our matching beside plain Splink.

    python -m benchmarks.matching [contacts]

A tenth of the contacts are written down twice, the second time with typos and gaps; names are as common as in
China. Each method runs in a process of its own. Plain Splink is that of its own quick start: the comparisons
of its library, three blocking rules, clusters at a probability of .95. Then one day's new records, 1 %.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from ml.identity.linkage import link
from ml.identity.matching import link_weight, match
from ml.truth.pairs import pair_counts
from orchestration.identity.stitched import identity_definition

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜"
)
GIVEN = (
    "伟芳娜敏静秀英丽强磊军洋勇艳杰涛明超兰霞平刚桂文辉玲红云波华建国志海燕春梅晓东玉林雪婷宇浩子涵"
    "佳欣怡梓轩俊凯博思雨嘉琪诗瑶一鸣泽睿晨曦若彤可心天佑立新宏达永康振中少庆卫学成家良世荣"
)
CITIES = np.array([f"{letter}城市" for letter in GIVEN[:40]])
STREETS = np.array([f"{a}{b}路" for a in GIVEN[:40] for b in "山河湖江海阳安和"])


def contacts(count: int, seed: int = 1) -> pd.DataFrame:
    """`unit`, `person` (the truth) and the fields of `count` contacts."""
    rng = np.random.default_rng(seed)
    persons = int(count / 1.1)
    ranks = 1 / np.arange(1, len(SURNAMES) + 1)
    surname = rng.choice(list(SURNAMES), persons, p=ranks / ranks.sum())
    given = [rng.choice(list(GIVEN), persons) for _ in range(2)]
    second = np.where(rng.random(persons) < 0.15, "", given[1])
    born = np.datetime64("1950-01-01") + rng.integers(0, 20_000, persons)
    frame = pd.DataFrame(
        {
            "person": np.arange(persons),
            "family_name": surname,
            "given_name": np.char.add(given[0], second),
            "birth_text": born.astype(str),
            "street": rng.choice(STREETS, persons),
            "house": rng.integers(1, 300, persons).astype(str),
            "city": rng.choice(CITIES, persons),
            "gender": rng.choice(["female", "male"], persons),
        }
    )
    again = _mistyped(frame.iloc[rng.choice(persons, count - persons, replace=False)], rng)
    frame = pd.concat([frame, again], ignore_index=True)
    frame["birth_text"] = frame["birth_text"].mask(rng.random(len(frame)) < 0.1)
    frame["address"] = (frame["city"] + frame["street"] + frame["house"] + "号").mask(
        rng.random(len(frame)) < 0.15
    )
    frame = frame.drop(columns=["street", "house"]).sample(frac=1, random_state=seed, ignore_index=True)
    return frame.assign(unit=[f"c{number:08d}" for number in rng.permutation(len(frame))])


def _mistyped(people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same people as another clerk writes them down."""
    size, again = len(people), people.copy()
    other = rng.choice(list(GIVEN), size)
    again["given_name"] = np.where(
        rng.random(size) < 0.08, again["given_name"].str[:-1] + other, again["given_name"]
    )
    year, month, day = (again["birth_text"].str.split("-").str[part] for part in range(3))
    swapped, wrong = rng.random(size) < 0.03, rng.random(size) < 0.05
    again["birth_text"] = np.where(swapped, year + "-" + day + "-" + month, again["birth_text"])
    digit = rng.integers(0, 10, size).astype(str)
    again["birth_text"] = np.where(wrong, again["birth_text"].str[:-1] + digit, again["birth_text"])
    moved = rng.random(size) < 0.1
    again["street"] = np.where(moved, rng.choice(STREETS, size), again["street"])
    again["house"] = np.where(rng.random(size) < 0.05, again["house"] + "1", again["house"])
    return again


def ours(frame: pd.DataFrame) -> dict[str, object]:
    """Matching and linkage, then one day's new records."""
    settings = identity_definition()["matching"]
    old = frame.iloc[: -len(frame) // 100]
    started = time.perf_counter()
    first = match(_table(old), settings)
    linked = link(first.pairs, link_weight(settings))
    wall = time.perf_counter() - started
    started = time.perf_counter()
    match(_table(frame), settings, first.model, first)
    cluster = dict(zip(linked["unit"], linked["cluster"], strict=True))
    return {
        "comparisons": first.comparison_count,
        "wall": wall,
        "new records": time.perf_counter() - started,
        "counts": pair_counts(old["person"], old["unit"].map(lambda unit: cluster.get(unit, unit))),
    }


def _table(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame.drop(columns="person"), preserve_index=False)


def plain_splink(frame: pd.DataFrame) -> dict[str, object]:
    """Splink with the comparisons of its library, as its quick start has it."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    frame = frame.iloc[: -len(frame) // 100]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unit",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("family_name"),
            cl.DateOfBirthComparison("birth_text", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("address", 2),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "family_name"),
            block_on("birth_text"),
            block_on("address"),
        ],
    )
    started = time.perf_counter()
    with duckdb.connect() as connection:
        linker = Linker(DuckDBAPI(connection).register(_table(frame)), settings)
        sure = [block_on("given_name", "family_name", "birth_text"), block_on("birth_text", "address")]
        linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
        for block in (block_on("given_name", "family_name"), block_on("birth_text")):
            linker.training.estimate_parameters_using_expectation_maximisation(block)
        predicted = linker.inference.predict(threshold_match_probability=0.9)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.95)
        found = clusters.as_pandas_dataframe().set_index("unit")["cluster_id"]
    return {
        "comparisons": None,
        "wall": time.perf_counter() - started,
        "new records": None,
        "counts": pair_counts(frame["person"], frame["unit"].map(found)),
    }


def _run(method: Callable, count: int, results: multiprocessing.SimpleQueue) -> None:
    found = method(contacts(count))
    results.put(found | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


def main(count: int) -> None:
    """Print a row per method."""
    print(  # noqa: T201
        f"{f'{count:,} contacts':<20}{'precision':>11}{'recall':>9}{'wall s':>9}{'peak MiB':>10}"
        f"{'comparisons':>14}{'1 % new, s':>12}"
    )
    # DuckDB takes a spawned process for a person at the keyboard, and draws bars
    forked = multiprocessing.get_context("fork")
    for name, method in (("ours", ours), ("plain Splink", plain_splink)):
        results = forked.SimpleQueue()
        process = forked.Process(target=_run, args=(method, count, results))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{name} ended with status {process.exitcode}")
        row = results.get()
        compared = f"{row['comparisons']:,}" if row["comparisons"] else "–"
        new = f"{row['new records']:.1f}" if row["new records"] else "–"
        counts = row["counts"]
        print(  # noqa: T201
            f"{name:<20}{counts.precision:>11.4f}{counts.recall:>9.4f}{row['wall']:>9.1f}{row['peak']:>10.0f}"
            f"{compared:>14}{new:>12}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
