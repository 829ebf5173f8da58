"""A merge that is undone: what is current is as if it had never been, and the histories tell both."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.end_to_end.company import GOOD, Company, differences

DAYS = ("2024-03-11", "2024-03-12", "2024-03-13")
# Katherine Johnson of the corner shop is known by her number, K. Johnson of the till by an address
GUESTS = "id,name,email,phone\n7,K. Johnson,kj@example.org,\n"
BRIDGE = GUESTS + "8,K. Johnson,kj@example.org,13900002222\n"
BOTH = ("corner_shop:3", "till:7")
# what was held to be true stays: these have rows of the days between; by what a row is known again
HISTORIES = {
    "identity.fct_identity_changes": ("entry_sequence", "change_type", "record_key", "customer_id"),
    "identity.fct_identity_corrections": ("record_key", "customer_id", "valid_from_on"),
    "tags.fct_customer_tags": ("customer_id", "tag_key", "valid_from_on"),
    "segments.fct_customer_segments": ("customer_id", "segment_key", "valid_from_on"),
    "marts.mart_completeness": ("observed_on", "customer_type", "field", "source_system", "contract_table"),
}
# what a load brought and how a run differed from the last one is no fact about a customer
OF_RUNS = {
    *("quality.fct_loads", "quality.fct_load_checks"),
    *("marts.mart_completeness_gains", "marts.mart_identity_health", "marts.mart_freshness"),
    "marts.mart_segment_sizes",
}
# since when and by what cause something holds comes from histories; that it holds stands in what is compared
FROM_HISTORIES = {
    *("segments.fct_customer_lifecycle", "segments.fct_lifecycle_transitions"),
    "marts.mart_lifecycle_transitions",
}


def nothing(company: Company) -> None:
    """A day on which nothing is new."""


def bridged(company: Company) -> None:
    company.exports({"till/guests.csv": BRIDGE})


def bridge_gone(company: Company) -> None:
    company.exports({"till/guests.csv": GUESTS})


def linked(company: Company) -> None:
    assert company.call("identity", "link", *BOTH, "--why", "she says so").status == 0


def parted(company: Company) -> None:
    assert company.call("identity", "never", *BOTH, "--why", "she was mistaken").status == 0


WAYS = {"by_a_record": (bridged, bridge_gone), "by_decisions": (linked, parted), "never": (None, nothing)}


def told(project, folder, steps) -> list[dict]:
    """The published tables after each day on which something happened, the first and the last."""
    company = Company(project, folder, sources="corner_shop,till")
    company.exports(GOOD | {"till/guests.csv": GUESTS})
    tables = []
    for day, step in zip(DAYS, (nothing, *steps), strict=True):
        if step is None:
            continue
        step(company)
        company.refreshed(as_of=day)
        tables.append(company.tables())
    return tables


@pytest.fixture(scope="module")
def homes(project, tmp_path_factory) -> dict[str, list[dict]]:
    """Homes in which two customers were one for a day, and one in which they never were."""
    with ThreadPoolExecutor(2) as pool:
        made = {
            way: pool.submit(told, project, tmp_path_factory.mktemp(way), steps)
            for way, steps in WAYS.items()
        }
    return {way: future.result() for way, future in made.items()}


@pytest.fixture(scope="module", params=["by_a_record", "by_decisions"])
def undone(request, homes) -> list[dict]:
    return homes[request.param]


def customers(tables) -> set:
    columns, *rows = tables["customers.dim_customers"]
    return {row[columns.index("customer_id")] for row in rows}


def test_on_the_day_between_two_customers_are_one(undone):
    before, merged, after = map(customers, undone)

    assert len(before - merged) == 1
    assert merged < before == after


def test_every_current_table_is_back_row_for_row(undone, homes):
    found, expected = undone[-1], homes["never"][-1]
    current = found.keys() - HISTORIES.keys() - OF_RUNS - FROM_HISTORIES

    assert len(current) > 40
    assert (
        differences({name: found[name] for name in current}, {name: expected[name] for name in current}) == {}
    )


@pytest.mark.parametrize(("history", "key"), HISTORIES.items(), ids=list(HISTORIES))
def test_histories_lose_nothing(undone, history, key):
    def keys(tables) -> set[tuple]:
        columns, *rows = tables[history]
        return {tuple(row[columns.index(name)] for name in key) for row in rows}

    before, merged, after = map(keys, undone)

    # before the first merge nothing was ever to be corrected
    assert before or history == "identity.fct_identity_corrections"
    assert before <= merged <= after
    assert before < after


def test_what_was_said_of_them_while_they_were_one_is_to_be_corrected(undone):
    columns, *rows = undone[-1]["identity.fct_identity_corrections"]
    told = [dict(zip(columns, row, strict=True)) for row in rows]

    assert told
    assert {(str(row["valid_from_on"]), str(row["valid_to_on"])) for row in told} == {DAYS[1:]}
    for row in told:
        assert {row["customer_id"], row["corrected_customer_id"]} <= customers(undone[-1])


def test_the_ledger_tells_of_merge_and_split(undone):
    columns, *rows = undone[-1]["identity.fct_identity_changes"]
    kind, changed_on = columns.index("change_type"), columns.index("changed_on")
    of_day = [{row[kind] for row in rows if f"{row[changed_on]}" == day} for day in DAYS]

    assert of_day[1] >= {"moved", "redirected"}
    assert "moved" in of_day[2]


def test_what_a_merge_brings_together_stays_known(undone):
    columns, *rows = undone[1]["customers.fct_customer_field_sources"]
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    named = [row for row in named if row["field"] == "full_name"]
    [of_till] = [row["customer_id"] for row in named if row["source_system"] == "till"]
    merged = [row for row in named if row["customer_id"] == of_till]

    assert {row["source_system"] for row in merged} == {"corner_shop", "till"}
    assert sum(row["is_winner"] for row in merged) == 1
