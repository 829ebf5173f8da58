"""`huaxiang explain` and the page of a customer tell the same, field by field, in both languages."""

import io
import sys
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from rich.console import Console
from streamlit.testing.v1 import AppTest

from dashboards.portrayed import fields, plain
from dashboards.snapshot import _opened as opened
from orchestration.explain import asking, show_customer
from orchestration.publish.snapshot import published_snapshot
from orchestration.settings import Settings
from portrait.customer import Customer
from portrait.whole import whole
from portrait.words import Words

PAGE = "from dashboards.views import customer\ncustomer.draw()"
WHO = {
    "buys-most": "order by order_count desc, customer_id",
    "never-bought": "where order_count = 0 order by customer_id",
    "company": "where customer_type = 'company' order by net_spend_amount desc, customer_id",
    "waits-for-somebody": ("semi join segments.fct_alerts using (customer_id) order by customer_id"),
    "writes": "semi join scores.fct_customer_texts using (customer_id) order by order_count, customer_id",
    "tied-to-others": "semi join customers.fct_company_contacts using (customer_id) order by 1",
}
TABLES_OF_CUSTOMERS = {"related"}


@pytest.fixture(scope="module")
def snapshot(sample_home):
    with duckdb.connect(str(published_snapshot(sample_home)), read_only=True) as con:
        yield con


@pytest.fixture(params=WHO.values(), ids=WHO)
def customer(request, snapshot):
    found = snapshot.execute(
        f"select customer_id from marts.mart_customer_profiles {request.param} limit 1"
    ).fetchone()
    if found is None:
        pytest.skip("the made-up company has nobody like that")
    return Customer(asking(snapshot), found[0])


@pytest.fixture
def page(monkeypatch, sample_home):
    """The page of a customer, drawn."""

    def drawn(customer_id: str, language: str) -> AppTest:
        monkeypatch.setattr(sys, "argv", ["app.py", str(sample_home.published)])
        # a page draws only the part that is open: here all are
        monkeypatch.setattr("dashboards.parts.st.tabs", opened_tabs)
        test = AppTest.from_string(PAGE, default_timeout=60)
        test.query_params["id"], test.query_params["lang"] = customer_id, language
        test.run()
        assert [error.value for error in test.exception] == []
        # the app forbids its own process to read files; the command, in life another process, reads some
        opened.clear()
        return test

    return drawn


def opened_tabs(titles, **_):
    tabs = [st.container() for _ in titles]
    for tab in tabs:
        tab.open = True
    return tabs


def explained(home: Path, customer_id: str, language: str) -> list[str]:
    """The lines of the command."""
    text = io.StringIO()
    out = Console(file=text, width=100_000, color_system=None, highlight=False)
    settings = Settings(home, ("sample",))
    show_customer(out, settings, customer_id, Words(language), is_whole=True)
    return text.getvalue().splitlines()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_and_command_tell_every_field_alike(customer, page, sample_home, language):
    lines = explained(sample_home.root, customer.customer_id, language)
    test = page(customer.customer_id, language)
    frames = [frame.value for frame in test.dataframe]
    written = [text.value for text in (*test.markdown, *test.caption)]
    parts = whole(customer, Words(language))

    assert {"summary", "facts", "stage", "tags", "scores", "records"} <= {part.key for part in parts}
    for part in parts:
        assert part.title in lines
        if not part.rows:
            assert f"  {part.none}" in lines
            assert part.none in written
        elif part.is_wide:
            for row in part.rows:
                assert_line_is_told(part, row, lines)
                assert_line_is_drawn(part, row, test)
        else:
            assert_rows_are_told(part, lines)
            assert_rows_are_drawn(part, frames)
        if part.note:
            assert f"  ← {part.note}" in lines
            assert plain(part.note) in written


def assert_line_is_told(part, row, lines):
    first, others = next(iter(part.columns)), part.said(row)
    start = [place for place, line in enumerate(lines) if line == f"  {row[first]}"]
    wanted = [f"    {part.columns[key]} {row[key]}".rstrip() for key in others]
    told = [[line.rstrip() for line in lines[place + 1 : place + 1 + len(others)]] for place in start]
    assert wanted in told


def assert_line_is_drawn(part, row, test):
    """In the way of each part: in one place, with every field under its title."""
    first, others = next(iter(part.columns)), part.said(row)
    written = [text.value for text in test.markdown]
    if part.key == "next_action":
        assert all(plain(value) in test.success[0].value for value in row.values())
    elif part.key == "tags":
        shut = ["name", "since"] + (["value"] if row["value"] != "–" else [])
        labels = [each.label for each in test.expander]
        assert any(all(plain(row[key]) in label for key in shut) for label in labels), row
        assert f"**{row['dimension']}**" in written
        assert fields(part, row, ["why", "until", "owner", "action"]) in written
    elif others:
        assert f"**{plain(row[first])}**" in written
        assert fields(part, row, others) in written
    else:
        assert plain(row[first]) in written


def assert_rows_are_told(part, lines):
    at = lines.index(part.title) + 2
    for row, line in zip(part.rows, lines[at:], strict=False):
        rest = line
        for value in row.values():
            assert value in rest, (value, line)
            rest = rest[rest.index(value) + len(value) :]


def assert_rows_are_drawn(part, frames):
    if part.key in TABLES_OF_CUSTOMERS:
        told = " ".join(frame.to_string() for frame in frames)
        assert all(row["customer_id"] in told for row in part.rows)
        return
    titles = list(part.columns.values())
    (drawn,) = [frame for frame in frames if list(frame.columns) == titles]
    assert drawn.to_numpy().tolist() == [list(row.values()) for row in part.rows]


def test_both_tell_the_figures_of_the_snapshot(customer, snapshot):
    orders, spend, stage = snapshot.execute(
        "select order_count, round(net_spend_amount, 2), name_en from marts.mart_customer_profiles"
        " join segments.dim_segments on segment_key = 'lifecycle_' || lifecycle_stage where customer_id = ?",
        [customer.customer_id],
    ).fetchone()
    parts = {part.key: part for part in whole(customer, Words("en"))}
    facts = {row["what"]: row["value"] for row in parts["facts"].rows}
    held = snapshot.execute(
        "select count(*) from tags.fct_customer_tags where valid_to_on is null and customer_id = ?",
        [customer.customer_id],
    ).fetchone()

    assert facts["Orders"] == f"{orders:,}"
    assert facts["Net spend"].split()[0] == ("–" if spend is None else f"{spend:,.2f}")
    assert parts["stage"].rows[0]["stage"] == stage
    assert len(parts["tags"].rows) == held[0]
