"""Every page of the app in both languages, in a real browser: its figures, no error, no other host asked."""

import shutil

import duckdb
import pytest

from benchmarks.browser import PAGES, Reader, served

LANGUAGES = ("zh", "en")


@pytest.fixture
def reader(opened_browser, address):
    return Reader(opened_browser, address)


@pytest.fixture(scope="module")
def ask(sample_home):
    """Rows of the snapshot."""
    with duckdb.connect(str(sample_home.published / "profiles.duckdb"), read_only=True) as con:
        yield lambda sql: con.execute(sql).fetchall()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_drawn_in_each_language(reader, path, language):
    reader.opens(path, lang=language)

    assert reader.errors == []
    is_chinese = any("一" <= letter <= "鿿" for letter in reader.page.inner_text("h1"))
    assert path == "customer" or is_chinese == (language == "zh")


def test_the_overview_tells_the_numbers_of_the_snapshot(reader, ask):
    ((customers, active, stages),) = ask(
        "select count(*), count_if(order_count_90d > 0), count(distinct lifecycle_stage)"
        " from marts.mart_customer_profiles"
    )

    reader.opens("", lang="en")

    assert reader.figure("Customers") == f"{customers:,}"
    assert reader.figure("Ordered in 90 days") == f"{active:,}"
    assert stages > 1


def test_a_link_opens_one_customer_with_their_labels(reader, ask):
    ((customer_id, orders, churn),) = ask(
        "select customer_id, order_count, churn_score from marts.mart_customer_profiles"
        " order by order_count desc, customer_id limit 1"
    )
    held = ask(
        "select name_en from tags.fct_customer_tags join tags.dim_tags using (tag_key)"
        f" where customer_id = '{customer_id}' and valid_to_on is null"
    )

    reader.opens("customer", lang="en", id=customer_id)
    assert reader.figure("Orders") == str(orders)
    assert reader.figure("Churn risk") == ("–" if churn is None else f"{churn:.0%}")
    reader.page.get_by_role("tab", name="Tags and segments").click()
    reader.settles()

    assert held
    assert all(name in reader.text for (name,) in held)
    assert reader.errors == []


def test_who_is_nobody_is_told_so(reader):
    reader.page.goto(f"{reader.address}/customer?lang=en&id=nobody-at-all")
    reader.page.wait_for_selector("[data-testid='stAlert']", timeout=60_000)

    assert "Nobody in this snapshot is 'nobody-at-all'" in reader.page.inner_text("[data-testid='stAlert']")


def test_a_rule_is_tried_and_a_query_refused(reader, ask):
    ((found,),) = ask("select count_if(order_count >= 2) from marts.mart_customer_profiles")
    reader.opens("tags", lang="en")
    reader.page.get_by_role("tab", name="Try a rule").click()
    rule = reader.page.get_by_role("textbox", name="Rule")

    rule.fill("order_count >= 2")
    rule.press("Control+Enter")
    reader.page.wait_for_timeout(1500)
    reader.settles()
    assert reader.figure("Customers it finds") == f"{found:,}"

    rule.fill("(select count(*) from identity.dim_identities) > 0")
    rule.press("Control+Enter")
    reader.page.wait_for_selector("text=This rule cannot be computed", timeout=30_000)
    assert reader.errors == []


def test_a_changed_rule_says_who_would_enter_and_leave(reader, ask):
    ((key, name),) = ask("select tag_key, name_en from tags.dim_tags where tag_key = 'repeat_buyer'")
    ((holders, entering, leaving),) = ask(
        f"""
        with holders as (
            select distinct customer_id from tags.fct_customer_tags
            where tag_key = '{key}' and valid_to_on is null
        )
        select count(holders.customer_id), count_if(order_count >= 3 and holders.customer_id is null),
            count_if(not order_count >= 3 and holders.customer_id is not null)
        from marts.mart_customer_profiles left join holders using (customer_id)
        """
    )
    reader.opens("tags", lang="en").opens_tab("Try a rule").chooses("Beside which tag", name)
    rule = reader.page.get_by_role("textbox", name="Rule")
    rule.fill("order_count >= 3")
    rule.press("Control+Enter")
    reader.page.wait_for_timeout(1500)
    reader.settles()

    assert holders > 0
    assert reader.figure("Hold it now") == f"{holders:,}"
    assert reader.figure("Would enter") == f"{entering:,}"
    assert reader.figure("Would leave") == f"{leaving:,}"
    assert leaving > 0
    assert reader.errors == []


@pytest.mark.parametrize("kind", ["named", "lifecycle", "cluster", "persona"])
def test_a_segment_s_card_tells_its_numbers(reader, ask, kind):
    cards = ask(
        "select segment_key, name_zh, customer_count, ordered_share_90d from marts.mart_segment_cards"
        f" where segment_type = '{kind}' and customer_count > 0 order by customer_count desc, 1 limit 1"
    )
    if not cards:
        pytest.skip(f"the made-up company has no {kind} with members")
    ((key, name, customers, ordered),) = cards
    reader.opens("segments", lang="zh", segment=key).opens_tab("一个分群")

    assert name in reader.text
    assert reader.figure("客户") == f"{customers:,}"
    assert reader.figure("90 天内下单") == ("–" if ordered is None else f"{ordered:.0%}")
    assert reader.errors == []


def test_a_customer_s_forecast_stands_beside_what_it_rests_on(reader, ask):
    found = ask(
        "select customer_id, expected_spend_amount from scores.fct_customer_forecasts"
        " where expected_spend_amount is not null order by expected_spend_amount desc, 1 limit 1"
    )
    if not found:
        pytest.skip("the made-up company is too small for a value model")
    ((customer_id, spend),) = found
    reader.opens("customer", lang="en", id=customer_id)
    told = reader.figure("Expected spend")
    reader.opens_tab("Predictions")

    assert told == (f"{spend:,.0f}" if spend < 100_000 else told)
    assert "order days in all" in reader.text
    assert reader.errors == []


def test_each_model_is_shown_with_whether_it_is_in_use(reader, ask):
    models = ask("select name_en, status from scores.dim_models")
    reader.opens("quality", lang="en").opens_tab("Models")
    text = reader.text

    assert all(name in text for name, _ in models)
    assert text.count("not published") >= sum(status != "published" for _, status in models)
    assert reader.errors == []


def test_who_needs_attention_and_what_is_measured_stand_on_the_overview(reader, ask):
    ((alerts,),) = ask("select count(*) from segments.fct_alerts where is_open")
    reader.opens("", lang="en")

    assert "Who needs attention first" in reader.text
    assert "Metrics" in reader.text
    told = [int(line.rsplit("· ", 1)[1]) for line in reader.text.splitlines() if _counts(line)]
    assert sum(told) == alerts
    assert reader.errors == []


def _counts(line):
    return " · " in line and line.rsplit("· ", 1)[1].isdigit()


def test_the_language_is_chosen_on_the_page(reader):
    reader.opens("", lang="en")

    reader.page.get_by_role("radio", name="中文").or_(
        reader.page.get_by_text("中文", exact=True)
    ).first.click()
    reader.page.wait_for_selector("text=客户概览", timeout=30_000)

    assert "lang=zh" in reader.page.url
    assert reader.errors == []


def test_a_new_snapshot_is_seen_without_a_restart(opened_browser, sample_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(sample_home.root, home, ignore=shutil.ignore_patterns("dagster", "raw"))
    with served(home) as address:
        reader = Reader(opened_browser, address).opens("", lang="en")
        before = reader.page.inner_text("[data-testid='stSidebar']")
        published = home / "published"
        newest = (published / "profiles.duckdb").resolve()
        copied = published / "profiles-another.duckdb"
        shutil.copy(newest, copied)
        with duckdb.connect(str(copied)) as con:
            con.execute("update publish.dim_snapshots set snapshot_id = 'another'")
        link = published / ".link"
        link.symlink_to(copied.name)
        link.replace(published / "profiles.duckdb")

        reader.opens("", lang="en")
        after = reader.page.inner_text("[data-testid='stSidebar']")

    assert "another" in after
    assert "another" not in before


def test_before_anything_is_published_the_command_says_what_to_do(huaxiang, tmp_path):
    said = huaxiang("dashboard", "--home", tmp_path / "home")

    assert said.returncode == 1
    assert "Run `huaxiang run` first" in " ".join(said.stderr.split())


def test_a_phone_shows_the_page_too(opened_browser, address):
    reader = Reader(opened_browser, address, width=390, height=844)
    for path in ("", "segments", "customer", "review"):
        reader.opens(path, lang="zh")
        width = reader.page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 390
        assert reader.errors == []
