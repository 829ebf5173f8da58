"""A person decides in the app: kept where the command keeps it, and only for who may."""

import shutil

import duckdb
import pytest

from benchmarks.browser import Reader, served
from orchestration.home import Home
from orchestration.identity.waiting import Waiting, waiting
from orchestration.quoting import literal
from orchestration.state import State

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "only for this test"
client_id = "huaxiang"
client_secret = "only for this test"
server_metadata_url = "http://127.0.0.1:1/.well-known/openid-configuration"
"""


@pytest.fixture
def home(sample_home, tmp_path):
    """A home of which two records wait for a decision."""
    folder = tmp_path / "home"
    shutil.copytree(sample_home.root, folder, ignore=shutil.ignore_patterns("dagster", "warehouse"))
    home = Home(folder)
    home.identity_queue.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.published / "profiles.duckdb"), read_only=True) as con:
        first, second = con.execute(
            "select source_system, contract_table, record_key from identity.dim_identities"
            " where identifier_type = 'shop_customer_id' and contract_table = 'shop.customers'"
            " order by all limit 2"
        ).fetchall()
    pair = Waiting("a1b2c3d4", "perhaps_one_person", None, *first, *second, 0.87, "[]")
    names = ", ".join(f"? as {name}" for name in Waiting.__dataclass_fields__)
    with duckdb.connect() as con:
        values = [getattr(pair, name) for name in Waiting.__dataclass_fields__]
        con.execute(f"copy (select {names}) to {literal(str(home.identity_queue))} (format parquet)", values)
    assert [item.item_id for item in waiting(home)] == ["a1b2c3d4"]
    return home


def decisions(home):
    with duckdb.connect() as con:
        sql = f"select decision, why, decided_by from {State(home).identity_decisions()}"
        return con.execute(sql).fetchall()


def test_a_decision_is_kept_as_the_command_keeps_it(opened_browser, home):
    with served(home.root, "--decide", HUAXIANG_USER="ada") as address:
        reader = Reader(opened_browser, address).opens("review", lang="en")
        assert "perhaps one person" in reader.text
        assert "87.0% alike" in reader.text
        reader.page.get_by_role("button", name="Keep the decision").first.click()
        reader.page.wait_for_selector("text=Choose a decision and say why", timeout=30_000)
        assert decisions(home) == []

        reader.page.get_by_text("Two people", exact=True).first.click()
        reader.page.get_by_label("Why (needed)").first.fill("--by eve; asked both")
        reader.page.get_by_role("button", name="Keep the decision").first.click()
        reader.page.wait_for_selector("text=The decision is kept", timeout=60_000)
        reader.settles()

        assert reader.errors == []
        assert "One person or two (0)" in reader.text
    assert decisions(home) == [("never", "--by eve; asked both", "ada")]
    assert waiting(home) == []


def test_no_name_and_no_whole_key_of_anybody_is_shown(opened_browser, home):
    (item,) = waiting(home)
    with duckdb.connect(str(home.published / "profiles.duckdb"), read_only=True) as con:
        names = {name for (name,) in con.execute("select full_name from customers.dim_customers").fetchall()}
    with served(home.root, "--decide") as address:
        text = Reader(opened_browser, address).opens("review", lang="zh").text

    assert "可能是同一人" in text
    assert f"{item.source_system}:{item.record_key}" not in text
    assert all("*" in name for name in names if name and name in text)


def test_who_looks_only_has_nothing_to_press(opened_browser, home):
    with served(home.root) as address:
        reader = Reader(opened_browser, address).opens("review", lang="en")

        assert "huaxiang dashboard --decide" in reader.text
        assert reader.page.get_by_role("button", name="Keep the decision").count() == 0
        assert "a1b2c3d4" not in reader.text


def test_where_sign_in_is_configured_nobody_sees_a_page_without(opened_browser, home, tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS)
    with served(home.root, "--decide", STREAMLIT_SECRETS_FILES=str(secrets)) as address:
        for path in ("", "customer", "review"):
            reader = Reader(opened_browser, address).opens(path, lang="en")
            assert reader.text.splitlines()[0].startswith("Huaxiang")
            assert "sign" in reader.text.lower()
            assert "customers" not in reader.text.replace("customer profiles", "")
            assert reader.page.query_selector("[data-testid='stMetric']") is None
