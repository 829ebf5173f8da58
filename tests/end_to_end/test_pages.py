"""Pages drawn without a browser: nothing English on the Chinese ones, who may see and who may decide."""

import re
import sys

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from orchestration.publish.snapshot import published_snapshot

PAGES = ("overview", "segments", "customer", "tags", "analysis", "quality", "review")
APP = "from dashboards import app\napp.main()"
# three English words in a row are a sentence; one or two may be a name
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,;:]+[A-Za-z]{2,}){2,}")
WRITTEN = ("markdown", "caption", "subheader", "title", "metric", "success", "info", "warning", "expander")


@pytest.fixture
def drawn(monkeypatch, sample_home):
    """A page of the app over the made-up company: `drawn(page, language, started_with=…, address part=…)`."""

    def draw(page: str, language: str, started_with: tuple[str, ...] = (), **asked: str) -> AppTest:
        monkeypatch.setattr(sys, "argv", ["app.py", str(sample_home.published), *started_with])
        source = f"from dashboards.views import {page}\n{page}.draw()"
        test = AppTest.from_string(source, default_timeout=90)
        for name, value in {"lang": language, **asked}.items():
            test.query_params[name] = value
        return test.run()

    return draw


@pytest.fixture(scope="module")
def best(sample_home):
    with duckdb.connect(str(published_snapshot(sample_home)), read_only=True) as con:
        return con.execute(
            "select customer_id from marts.mart_customer_profiles order by order_count desc, 1 limit 1"
        ).fetchone()[0]


def written(test: AppTest) -> set[str]:
    """Everything a reader reads, but for rules, which are code."""
    told = {
        str(value)
        for kind in WRITTEN
        for each in getattr(test, kind)
        for value in (getattr(each, "label", None), getattr(each, "value", None))
        if value
    }
    frames = [frame.value for frame in test.dataframe]
    told |= {str(title) for frame in frames for title in frame.columns}
    told |= {str(value) for frame in frames for value in frame.to_numpy().ravel()}
    return {re.sub(r"`[^`]*`", "", text) for text in told}


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_a_chinese_page_is_english_only(drawn, best, page):
    asked = {"id": best} if page == "customer" else {}
    test = drawn(page, "zh", **asked)
    english = sorted(text for text in written(test) if ENGLISH.search(text))

    assert [error.value for error in test.exception] == []
    assert english == []


def test_what_english_readers_see_is_english(drawn, best):
    """So that the test above is known to see what there is to see."""
    told = " ".join(written(drawn("customer", "en", id=best)))

    assert ENGLISH.search(told)
    assert "Since last order" in told


def test_whoever_looks_only_is_told_how_to_decide(drawn):
    test = drawn("review", "en")

    assert "huaxiang dashboard --decide" in test.info[0].value
    assert test.button == []


def test_where_people_sign_in_nobody_decides_whom_nobody_named(drawn, sample_home, monkeypatch):
    from dashboards import access

    monkeypatch.setattr(access, "is_configured", lambda: True)
    monkeypatch.setattr(access.st, "user", {"email": "Eve@example.org"})
    home = f"--home={sample_home.root}"
    monkeypatch.setattr(sys, "argv", ["app.py", "published", home, "--reviewer=ada@example.org"])
    assert access.reviewer() is None

    monkeypatch.setattr(access.st, "user", {"email": "Ada@example.org"})
    assert access.reviewer() == "ada@example.org"
    monkeypatch.setattr(access.st, "user", {"email": "ada@example.org", "email_verified": False})
    assert access.reviewer() is None


def test_this_machine_s_person_decides_only_where_others_cannot_come(monkeypatch, sample_home):
    from dashboards import access

    monkeypatch.setattr(access, "is_configured", lambda: False)
    for address, decides in (("127.0.0.1", ""), ("0.0.0.0", None), (None, None)):  # noqa: S104 -- refused
        monkeypatch.setattr(access.st, "get_option", lambda name, found=address: found)
        monkeypatch.setattr(sys, "argv", ["app.py", "published", f"--home={sample_home.root}"])
        assert access.reviewer() == decides
        monkeypatch.setattr(sys, "argv", ["app.py", "published"])
        assert access.reviewer() is None
