"""The page: what it shows is what was found, it needs no network, and it stays readable when nothing came."""

import re
from datetime import date

import pytest

from orchestration.home import Home
from orchestration.quality.measured import Measured, cross_table_records
from orchestration.quality.report import Loaded, write_report
from orchestration.quality.sections import best_per_segment, completeness, mean_by_day
from orchestration.run_record import CheckRecord, RunRecord
from tests.quality_page import Page

NOTHING = Loaded([], [], {}, {})
DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)


def measured_on(day, source, known, customers=4, field="email"):
    return {
        "observed_on": day,
        "customer_type": "person",
        "field": field,
        "source_system": source,
        "contract_table": "all" if source == "all" else "crm.contacts",
        "customer_count": customers,
        "known_customer_count": known,
        "filled_customer_count": 1 if source == "all" else None,
        "known_customer_rate": known / customers,
    }


def gain(segment, field, lacking, possible):
    return {
        "segment_key": segment,
        "customer_type": "person",
        "field": field,
        "lacking_customer_count": lacking,
        "possible_gain": possible,
        "best_source_system": "crm",
        "best_contract_table": "crm.contacts",
        "reachable_customer_count": lacking,
        "best_source_rate": 0.5,
        "name_zh": "核心客户",
        "name_en": "Core",
    }


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def written(home, record, loaded=NOTHING, measured=None):
    path = write_report(home, ["shop"], record, loaded, measured or Measured())
    return path, path.read_text(encoding="utf-8")


def test_a_failed_run_before_anything_came_has_its_page(home):
    record = RunRecord("", "", "2026-03-02T01:02:03", errors=["pull <shop>: no such folder"])
    path, html = written(home, record)
    assert path == home.reports / "2026-03-02T010203" / "quality.html"
    assert (home.reports / "quality.html").read_text(encoding="utf-8") == html
    assert "Nothing was published" in html
    # what came from outside is text, not markup
    assert "pull &lt;shop&gt;: no such folder" in html
    assert "This run did not get as far" in html


def test_the_page_fetches_nothing(home):
    _, html = written(home, RunRecord("2026-03-02", "s-1", "2026-03-02T01:02:03"))
    assert Page(html).fetched == []
    assert [word for word in ("<script", "@import", "url(") if word in html] == []
    assert "All is as expected" in html


def test_each_message_is_shown_once_errors_first(home):
    checks = [
        CheckRecord("shop.orders", "arrival", "warning", ["one", "two"]),
        CheckRecord("shop.lines", "arrival", "warning", ["two"]),
        CheckRecord("crm.contacts", "arrival", "error", ["three"]),
    ]
    _, html = written(home, RunRecord("2026-03-02", "s-1", "2026-03-02T01:02:03", checks=checks))
    assert re.findall(r"</span> (\w+)</li>", html) == ["three", "one", "two"]
    assert "Something was kept out" in html


def test_completeness_is_shown_with_its_trend_and_what_would_raise_it(home):
    measured = Measured(
        [],
        [measured_on(DAY, "all", 1), measured_on(NEXT, "all", 3), measured_on(NEXT, "crm", 1, 2)],
        [gain("all", "email", 1, 0.25), gain("core", "email", 1, 0.125)],
    )
    _, html = written(home, RunRecord("2026-03-02", "s-1", "2026-03-02T01:02:03"), measured=measured)
    page = Page(html)
    assert page.texts["completeness"] == "75.0 %"
    _, row = page.tables["completeness-fields"]
    assert row[1:5] == ["email", "3 / 4", "1", "75.0 %"]
    assert row[7] == "+25.0 %"
    assert row[8] == "crm · crm.contacts (1 lack it there)"
    assert row[9] == "crm · crm.contacts 50.0 %"
    assert page.tables["segment-gains"][1] == ["核心客户 Core", "email", "1", "+12.5 %"]


def test_mean_completeness_weighs_customers_not_types():
    rows = [
        measured_on(DAY, "all", 4, 4, "email"),
        measured_on(DAY, "all", 2, 4, "city"),
        measured_on(DAY, "crm", 0, 4, "city"),
        measured_on(DAY, "all", 1, 1, "city") | {"customer_type": "company"},
    ]
    # four persons know 6 of 8 fields, one company all of its own
    assert mean_by_day(rows) == {DAY: (4 * 0.75 + 1) / 5}


def test_fields_with_most_to_gain_come_first():
    rows = [measured_on(DAY, "all", 3), measured_on(DAY, "all", 1, field="city")]
    gains = [gain("all", "email", 1, 0.1), gain("all", "city", 3, 0.3)]
    assert [row["field"] for row in completeness(rows, gains)] == ["city", "email"]
    assert best_per_segment([gain("core", "email", 0, 0.0)]) == []


def test_a_check_across_tables_that_fails_is_told_with_its_figures():
    row = {
        "key": "payments_add_up",
        "name": {"zh": "付款合计", "en": "Payments add up"},
        "table": "stg_shop__payments",
        "source_system": "shop",
        "checked_count": 200,
        "broken_count": 30,
        "most_broken_share": 0.02,
        "advice": "look for vouchers",
        "is_passed": False,
    }
    (record,) = cross_table_records(Measured([row, row | {"is_passed": True}]))
    assert record.severity == "warning"
    assert record.messages == [
        "shop · Payments add up: not so for 30 of 200, more than the 2.0% allowed. What to do: look for"
        " vouchers."
    ]


def test_old_reports_go_and_the_newest_stay(home, monkeypatch):
    monkeypatch.setattr("orchestration.quality.report._MOST_REPORTS", 2)
    for number in range(4):
        written(home, RunRecord("2026-03-02", f"s-{number}", "2026-03-02T01:02:03"))
    assert sorted(path.parent.name for path in home.reports.glob("*/quality.html")) == ["s-2", "s-3"]
