"""The workbench of tags on a home: what it evaluates is what the refresh observed; a draft is told apart."""

import shutil
from datetime import date, timedelta

import duckdb
import pytest

from ml.tag_proposals.settings import ProposalSettings
from orchestration.compose import checked
from orchestration.dbt import project_vars
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import State
from orchestration.tags.backfill import backfill
from orchestration.tags.bench import bench
from orchestration.tags.drafts import drafts_file
from orchestration.tags.past import Past
from orchestration.tags.preview import preview
from orchestration.tags.proposals import CUSTOMERS, LEADS, past_customers, propose_tags
from orchestration.tags.report import write_report

DRAFT = """\
tags:
  - key: high_activity
    name: {zh: 高活跃, en: High activity}
    dimension: behaviour
    rule: order_count_90d >= 2
    owner: marketing
    purpose: who buys often right now
    action: early access and birthday days
    ttl_days: 14
    null_policy: not_held
    sensitivity: low
"""


@pytest.fixture
def home(sample_home, tmp_path):
    """A copy to write into."""
    for name in ("state", "published"):
        shutil.copytree(sample_home.root / name, tmp_path / "home" / name, symlinks=True)
    pointer = tmp_path / "home" / "published" / "profiles.duckdb"
    pointer.unlink()
    pointer.symlink_to(next(pointer.parent.glob("profiles-*.duckdb")))
    return Home(tmp_path / "home")


def rows(home, sql, *parameters):
    with duckdb.connect(str(home.published / "profiles.duckdb"), read_only=True) as con:
        return con.execute(sql, parameters).fetchall()


def test_a_draft_says_who_would_enter_and_leave(sample_home, tmp_path):
    draft = tmp_path / "draft.yml"
    draft.write_text(DRAFT, encoding="utf-8")
    ((twice, thrice),) = rows(
        sample_home,
        "select count_if(order_count_90d >= 2), count_if(order_count_90d >= 3)"
        " from features.fct_customer_features",
    )
    found, as_it_is = preview(sample_home, "high_activity", draft), preview(sample_home, "high_activity")

    assert (found.matches, found.holds_now, found.enters, found.leaves) == (twice, thrice, twice - thrice, 0)
    assert (as_it_is.matches, as_it_is.enters, as_it_is.leaves) == (thrice, 0, 0)
    assert {example.values["order_count_90d"] for example in found.examples["would enter"]} == {2}
    assert all(0 < jaccard <= 1 for *_, jaccard in found.overlaps)


@pytest.mark.parametrize("key", ["lapsed", "potential_vip", "big_basket", "cart_waiting", "low_interaction"])
def test_the_past_of_today_is_what_the_run_observed(sample_home, key):
    definitions = checked(DBT_PROJECT_DIR)
    tag = next(tag for tag in definitions["tags"] if tag["key"] == key)
    with bench(sample_home) as opened:
        Past(opened, tag, definitions).holders("held", opened.as_of, opened.as_of_on)
        rebuilt = opened.rows("select customer_id from held order by all")
        observed = opened.rows(
            "select customer_id from tags.fct_customer_tags where tag_key = ? order by all", [key]
        )

    assert rebuilt == observed
    assert rebuilt


def test_a_backfill_rebuilds_each_day_and_once(home):
    first_on = rows(home, "select as_of_on from publish.dim_snapshots")[0][0] - timedelta(days=60)
    done = backfill(home, "lapsed", first_on, 20)
    again = backfill(home, "lapsed", first_on, 20)

    assert (done.days, done.is_new, again.is_new) == (3, True, False)
    relation = State(home).tag_backfills()
    with duckdb.connect() as con:
        con.execute(f"attach '{home.published / 'profiles.duckdb'}' as snapshot (read_only)")
        kept = con.execute(
            f"select customer_id, bool_or(is_held) from {relation} where observed_on = ? group by all"
            " order by all",
            [first_on],
        ).fetchall()
        expected = con.execute(
            "select customer_id, true from snapshot.customers.fct_orders where customer_id is not null and"
            " ordered_on < $day group by all having max(ordered_on) < cast($day as date) - 90 order by all",
            {"day": first_on},
        ).fetchall()
    assert kept == expected
    assert kept


@pytest.mark.parametrize(
    ("key", "why"),
    [("contactable", "has_email, has_phone, of which only the present"), ("baker", "traits, of which")],
)
def test_a_past_that_cannot_be_known_is_refused(home, key, why):
    with pytest.raises(HuaxiangError, match=why):
        backfill(home, key, date(2026, 1, 1), 7)


def test_the_report_counts_what_the_snapshot_holds(home):
    page, reviewed = write_report(home)
    held = dict(
        rows(home, "select tag_key, count(*) from tags.fct_customer_tags where is_usable group by all")
    )

    assert {each.key: each.customers for each in reviewed if each.customers} == held
    assert "标签复盘" in page.read_text(encoding="utf-8")
    assert (home.reports / "tags.csv").read_text(encoding="utf-8-sig").count("\n") == len(reviewed) + 1
    # a brand and a category are not the same tag where the same customers have them
    valued = {
        key
        for (key,) in rows(
            home, "select distinct tag_key from tags.fct_customer_tags where tag_value is not null"
        )
    }
    assert {"preferred_brand", "preferred_category"} <= valued
    assert not [each.key for each in reviewed if each.key in valued and each.nearest in valued]
    broad = next(each for each in reviewed if each.key == "contactable")
    # segments go by it: a gate that nearly everybody passes is no fault
    assert broad.coverage > 0.9
    assert broad.consumers
    assert broad.reasons == ()


def test_past_customers_are_as_they_were_and_what_came_after_is_told_apart(home):
    with bench(home) as opened:
        found = past_customers(opened, CUSTOMERS, 90, ["order_count"], project_vars())
        leads = past_customers(opened, LEADS, 30, ["event_count"], project_vars())
    expected = rows(
        home,
        """
        select customers.customer_id, days.day,
            count(*) filter (where ordered_on < day),
            count(*) filter (where ordered_on >= day and ordered_on < day + 90) = 0,
            cast(coalesce(sum(reporting_amount) filter (where ordered_on >= day and ordered_on < day + 90), 0)
                as double)
        from customers.fct_orders as orders
        inner join customers.dim_customers as customers using (customer_id)
        cross join (select unnest(cast(? as date[])) as day) as days
        group by all
        having count(*) filter (where ordered_on < day) > 0
        order by day, customer_id
        """,
        sorted({day.date() for day in found["cut_off_on"]}),
    )
    columns = ["customer_id", "cut_off_on", "order_count", "is_churned", "spent"]
    told = found.assign(cut_off_on=found["cut_off_on"].dt.date)[columns]
    assert [tuple(row) for row in told.itertuples(index=False)] == expected
    assert found["is_churned"].nunique() == 2
    assert set(leads["is_converted"]) <= {True, False}


def test_what_is_proposed_can_be_previewed(home):
    """The sample company is small, so little is asked of it."""
    settings = ProposalSettings(least_rows=10, least_per_class=2, least_lift=1.0, most_p=1.0)
    found = propose_tags(home, settings)
    assert found.drafts
    for draft in found.drafts[:1]:
        assert preview(home, draft.key, drafts_file(home)).matches == draft.today[0]


def test_of_a_small_company_nothing_is_proposed_and_it_says_why(home):
    found = propose_tags(home)
    assert found.drafts == []
    assert any("are needed" in note for note in found.notes)
    assert drafts_file(home).exists()
