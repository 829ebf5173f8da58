"""The comparison with the truth, on homes whose snapshot is made from the truth itself."""

import datetime
import json

import duckdb
import pytest
from typer.testing import CliRunner

from demo import world
from demo.world.traps import TRAPS
from orchestration.cli import app
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.truth import compare

END_ON = datetime.date(2026, 3, 1)
# what a platform that knows everything would publish: everybody is a customer named like the person
PERFECT = """
create schema identity;
create schema customers;
create schema features;
create schema segments;
create schema marts;
create schema scores;
create table scores.fct_customer_scores as
select persons.person_id as customer_id, 'uplift' as model_key,
    if(persons.kind = 'buyer' and not has_left, uplift, 0.0) as score
from persons inner join leaving using (person_id) inner join uplifts using (persona)
where uplifts.kind = 'festival';
create table customers.fct_messages as
select 'festival' as campaign_kind, end_on - 2 as sent_on, cast(end_on - 2 as timestamp) as sent_at
from span;
create schema publish;
create table publish.dim_snapshots as select end_on as as_of_on from span;
create table identity.dim_identities as
select source_system, contract_table, record_key, person_id as customer_id from records
where contract_table in ('crm.contacts', 'shop.customers');
create table customers.fct_orders as
select source_system || ':' || record_key as order_id, source_system, person_id as customer_id,
    10 as order_amount
from records where contract_table = 'shop.orders';
create table customers.fct_tickets as
select source_system || ':' || record_key as ticket_id, source_system, person_id as customer_id
from records where contract_table = 'service.tickets';
create table customers.fct_referrals as
select person_id as customer_id, referred_person_id as referred_customer_id from referrals;
create table features.fct_customer_features as
select person_id as customer_id, 9 as order_line_count_365d, price_sensitivity as discounted_line_rate_365d,
    preferred_category as usual_category, floor(preferred_hour) as usual_order_hour
from persons;
create table segments.dim_segments as
select distinct 'persona_' || persona as segment_key, '人群' as name_zh, persona as name_en from persons;
create table marts.mart_customer_profiles as
select person_id as customer_id, order_count, spend_amount as lifetime_spend_amount, persona as cluster_key,
    persona as persona_key,
    end_on - cast(last_ordered_at as date) as days_since_last_order,
    if(next_ordered_on < end_on + 90, 0.0, 1.0) as churn_score
from persons inner join leaving using (person_id) cross join span;
update marts.mart_customer_profiles set churn_score = 1.0 where churn_score is null;
create table scores.fct_texts_read as
select 'review:demo_shop:' || record_key as text_id, if(mood = 'mixed', 'neutral', mood) as sentiment,
    if(mood = 'negative', 1.0, 0.0) as negative_score
from reviews;
create table scores.fct_customer_forecasts as
select person_id as customer_id,
    count(ordered_on) filter (where ordered_on < end_on + 90) as expected_order_days,
    expected_order_days as least_order_days, expected_order_days as most_order_days,
    if(any_value(has_left), 0.0, 1.0) as alive_probability,
    any_value(cast(next_ordered_on as date) - end_on) as days_to_next_order
from leaving left join coming using (person_id) cross join span group by person_id;
"""


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "extracts" / "demo"
    world.write(folder, END_ON, persons=300, years=1)
    return folder


def snapshot(home, folder, changes=""):
    """The home with the world's truth, and a perfect snapshot that is then changed."""
    truth = home.root / "extracts" / "demo" / "truth"
    truth.parent.mkdir(parents=True)
    truth.symlink_to(folder / "truth")
    home.published.mkdir()
    with duckdb.connect(home.published / "profiles.duckdb") as con:
        for table in ("persons", "leaving", "coming", "reviews", "records", "span", "uplifts", "referrals"):
            con.execute(f"create temp view {table} as select * from '{truth / table}.parquet'")
        con.execute(PERFECT + changes)
    return home


def figures(home):
    return {(measure.topic, measure.what): measure for measure in compare(home)[0]}


def test_a_perfect_profile_has_perfect_figures(tmp_path, extracts):
    found = figures(snapshot(Home(tmp_path), extracts))
    wrong = {
        ("value", "relative error"),
        ("value", "spend without a customer"),
        ("churn", "calibration error"),
    }
    beside = {("churn", "ranking by recency alone (AUC)"), ("churn", "ranking, beyond recency")}
    # hardly anybody mocks in a world as small as this
    beside |= {("sentiment", "mockery read as blame")}
    beside |= {("uplift", "true effect on the top 30 %"), ("uplift", "true effect on all")}

    assert wrong | beside < set(found)
    for key, measure in found.items():
        # four features do not tell who is like whom
        if key not in beside and key[0] != "look-alikes":
            assert measure.figure == (0 if key in wrong else 1), measure
            assert measure.count > (5 if key[0] == "referrals" else 20)


def test_each_defect_shows_where_it_belongs(tmp_path, extracts):
    """A third of the people order namelessly, two people are merged, spend is doubled, hours are off."""
    home = snapshot(
        Home(tmp_path),
        extracts,
        """
        update customers.fct_orders set customer_id = null where right(customer_id, 1) in ('1', '5', '7');
        update marts.mart_customer_profiles set lifetime_spend_amount = 2 * lifetime_spend_amount;
        update features.fct_customer_features set usual_order_hour = (usual_order_hour + 12) % 24;
        update identity.dim_identities set customer_id = 'P0000001'
        where customer_id = (select max(customer_id) from identity.dim_identities);
        """,
    )
    found = figures(home)

    assert found["identity", "customers that are one person"].figure < 1
    assert found["identity", "precision, pairs of CRM and shop registrations"].figure < 1
    assert 0.15 < found["value", "spend without a customer"].figure < 0.5
    assert found["value", "relative error"].figure == pytest.approx(1, abs=0.1)
    assert found["value", "spend within 1 %, identity right"].figure == 0
    assert found["hour", "within 2 hours"].figure == 0
    assert found["churn", "ranking (AUC)"].figure == pytest.approx(1, abs=0.01)


def test_a_perfect_profile_falls_into_no_trap(tmp_path, extracts):
    traps = compare(snapshot(Home(tmp_path), extracts)).traps

    assert {trap.trap for trap in traps} == set(TRAPS)
    assert [(trap.trap, trap.wrong) for trap in traps if trap.wrong or not trap.right] == []


def test_what_the_profile_lacks_is_said(tmp_path, extracts):
    home = snapshot(
        Home(tmp_path),
        extracts,
        """
        alter table features.fct_customer_features drop column usual_category;
        update marts.mart_customer_profiles set churn_score = null, cluster_key = null, persona_key = null;
        """,
    )
    found = figures(home)

    assert "does not have this yet" in found["category", "usual one is preferred"].meaning
    assert "No churn model" in found["churn", "ranking (AUC)"].meaning
    assert "No clusters" in found["persona", "purity"].meaning
    assert "No personas" in found["persona", "purity of personas"].meaning
    assert {found.persona_key for found in compare(home).recovered} == {None}
    assert found["churn", "ranking by recency alone (AUC)"].figure > 0.5


def test_the_command_prints_a_table_and_json(tmp_path, extracts):
    home = snapshot(Home(tmp_path), extracts)
    table = CliRunner().invoke(app, ["truth", "--home", str(home.root)], env={"COLUMNS": "200"})
    as_json = CliRunner().invoke(app, ["truth", "--json", "--home", str(home.root)])

    assert (table.exit_code, as_json.exit_code) == (0, 0)
    assert "customers that are one person" in table.output
    assert json.loads(as_json.stdout)["measures"][0]["figure"] == 1


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        pytest.param(lambda home, folder: home, "no truth to compare with", id="no-demo-home"),
        pytest.param(
            lambda home, folder: snapshot(
                home, folder, "update publish.dim_snapshots set as_of_on = '2025-01-01'"
            ),
            "without --as-of",
            id="looks-from-before-the-end",
        ),
    ],
)
def test_a_home_that_cannot_be_compared_says_why(tmp_path, extracts, prepare, told):
    with pytest.raises(HuaxiangError, match=told):
        compare(prepare(Home(tmp_path), extracts))


def test_nothing_is_published_yet(tmp_path, extracts):
    home = snapshot(Home(tmp_path), extracts)
    (home.published / "profiles.duckdb").unlink()

    with pytest.raises(HuaxiangError, match="Nothing is published"):
        compare(home)
