"""`make docs`: two pages that open from the disk, ask no host for anything, and say what the project says."""

import pytest

from orchestration.dbt import ensure_manifest, project_vars
from orchestration.documentation import write


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return write(tmp_path_factory.mktemp("docs")).parent


@pytest.fixture
def page(opened_browser):
    page = opened_browser.new_context().new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    yield page
    page.close()


def test_a_table_is_described_and_nothing_is_asked_of_another_host(page, pages):
    profiles = ensure_manifest()["nodes"]["model.huaxiang.mart_customer_profiles"]
    page.goto(f"file://{pages / 'index.html'}#!/model/{profiles['unique_id']}")
    page.wait_for_selector("h1:has-text('mart_customer_profiles')", timeout=60_000)
    page.wait_for_timeout(1500)

    told = page.inner_text("body")
    assert profiles["description"].splitlines()[0][:80] in told
    assert "churn_score" in told
    assert page.asked
    assert [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.wrong == []


def test_the_first_page_is_ours_and_leads_to_the_glossary(page, pages):
    page.goto(f"file://{pages / 'index.html'}")
    page.wait_for_selector("text=Huaxiang 画像", timeout=60_000)
    page.get_by_role("link", name="glossary").click()
    page.wait_for_selector("h1:has-text('词汇表')", timeout=30_000)

    told = page.inner_text("body")
    assert all(tag["name"]["zh"] in told and tag["key"] in told for tag in project_vars()["tags"])
    assert "近90天" in told
    assert [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []
