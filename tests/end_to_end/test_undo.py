"""A merge that is undone: what is current is as if it had never been, and the histories tell both."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.end_to_end.company import GOOD, Company, differences

DAYS = ("2024-03-11", "2024-03-12", "2024-03-13")
GUESTS = "id,name,email,phone\n7,Edith Clarke,edith@example.org,\n"
# a record with Ada's address and Katherine's number
BRIDGE = GUESTS + "8,Ada King,ada@example.org,13900002222\n"
# what was held to be true stays: these have rows of the days between; by what a row is known again
HISTORIES = {
    "identity.fct_identity_changes": ("entry_sequence", "change_type", "record_key", "customer_id"),
    "tags.fct_customer_tags": ("customer_id", "tag_key", "valid_from_on"),
    "segments.fct_customer_segments": ("customer_id", "segment_key", "valid_from_on"),
    "marts.mart_completeness": ("observed_on", "customer_type", "field", "source_system", "contract_table"),
}
# what a load brought is no fact about a customer
LOADS = {"quality.fct_loads", "quality.fct_load_checks", "marts.mart_completeness_gains"}


def told(project, folder, guests) -> list[dict]:
    """The published tables after each day, on which the till exported these guests."""
    company = Company(project, folder, sources="corner_shop,till").exports(GOOD)
    tables = []
    for day, content in zip(DAYS, guests, strict=True):
        company.exports({"till/guests.csv": content}).refreshed(as_of=day)
        tables.append(company.tables())
    return tables


@pytest.fixture(scope="module")
def homes(project, tmp_path_factory) -> dict[str, list[dict]]:
    """One home in which two customers were one for a day, and one in which they never were."""
    days = {"undone": (GUESTS, BRIDGE, GUESTS), "never": (GUESTS, GUESTS, GUESTS)}
    with ThreadPoolExecutor() as pool:
        made = {
            name: pool.submit(told, project, tmp_path_factory.mktemp(name), guests)
            for name, guests in days.items()
        }
    return {name: future.result() for name, future in made.items()}


def ids(tables, column="customer_id") -> set:
    columns, *rows = tables["customers.dim_customers"]
    return {row[columns.index(column)] for row in rows}


def test_the_record_between_makes_two_customers_one(homes):
    before, merged, _ = homes["undone"]

    assert len(ids(before) - ids(merged)) == 1
    assert not ids(merged) - ids(before)


def test_every_current_table_is_back_row_for_row(homes):
    found, expected = homes["undone"][-1], homes["never"][-1]
    current = found.keys() - HISTORIES.keys() - LOADS

    assert len(current) > 40
    assert (
        differences({name: found[name] for name in current}, {name: expected[name] for name in current}) == {}
    )


@pytest.mark.parametrize(("history", "key"), HISTORIES.items(), ids=list(HISTORIES))
def test_histories_lose_nothing(homes, history, key):
    def keys(tables) -> set[tuple]:
        columns, *rows = tables[history]
        return {tuple(row[columns.index(name)] for name in key) for row in rows}

    before, after = keys(homes["undone"][0]), keys(homes["undone"][-1])

    assert before
    assert before < after


def test_the_ledger_tells_of_merge_and_split(homes):
    columns, *rows = homes["undone"][-1]["identity.fct_identity_changes"]
    kind, changed_on = columns.index("change_type"), columns.index("changed_on")
    days = {f"{row[changed_on]}": set() for row in rows}
    for row in rows:
        days[f"{row[changed_on]}"].add(row[kind])

    assert days[DAYS[1]] >= {"moved", "redirected"}
    assert days[DAYS[2]] >= {"moved", "left"}


def test_what_a_merge_brings_together_stays_known(homes):
    columns, *rows = homes["undone"][1]["customers.fct_customer_field_sources"]
    names = [row for row in rows if row[columns.index("field")] == "full_name"]
    [bridged] = [
        row
        for row in names
        if row[columns.index("source_system")] == "till" and row[columns.index("record_key")] == "8"
    ]
    merged = [row for row in names if row[0] == bridged[0]]

    # Ada's own name, Katherine's and the bridge's; the profile shows one of them
    assert len(merged) == 3
    assert sum(row[columns.index("is_winner")] for row in merged) == 1
