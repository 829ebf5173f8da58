"""Proposed tags as definitions: their examples hold, a person accepts them, and nothing else is accepted."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
import yaml
from rich.console import Console

from ml.tag_proposals.propose import Proposal, Told
from ml.tag_proposals.rules import Condition, Rule
from orchestration.compose import checked
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.tags.drafts import NOBODY, accept, draft_of, drafts_file, show_drafts, write_drafts

FEATURES = {column["name"]: column for column in checked(DBT_PROJECT_DIR)["features"]["columns"]}
KEY = "returns_by_event_count_90d_order_gap_variation"
RULE = Rule((Condition("order_gap_variation", False, 0.75), Condition("event_count_90d", True, 12)))
PROPOSAL = Proposal(
    outcome="returns",
    rule=RULE,
    chosen=Told(4000, 400, 240, 1200),
    proven=Told(1000, 100, 60, 300),
    proven_on=date(2025, 12, 2),
    precision_interval=(0.5, 0.7),
    p_value=0.001,
)


def draft(proposal=PROPOSAL, scope="order_count > 0", taken=frozenset()):
    return draft_of(
        proposal,
        names=("会复购", "Likely to order again"),
        scope=scope,
        horizon_days=90,
        features=FEATURES,
        taken=taken,
        today=(80, 1000),
        closest=("active_buyer", 0.31),
    )


@pytest.fixture
def home(tmp_path):
    found = Home(tmp_path / "home")
    write_drafts(found, [draft()])
    return found


@pytest.fixture
def project(tmp_path):
    shutil.copytree(DBT_PROJECT_DIR / "definitions", tmp_path / "dbt_project" / "definitions")
    return tmp_path / "dbt_project"


def test_a_draft_says_what_was_found_and_waits_for_an_owner(home):
    (tag,) = yaml.safe_load(drafts_file(home).read_text(encoding="utf-8"))["tags"]
    assert tag["rule"] == "order_count > 0 and event_count_90d >= 12 and order_gap_variation <= 0.75"
    assert tag["owner"] == tag["action"] == NOBODY
    assert tag["name"]["zh"].startswith("会复购（线上互动数（近90天） ≥ 12，")
    assert "60% (50% to 70%) within 90 days from 2025-12-02, of all 30%" in tag["purpose"]["en"]
    assert "自 2025-12-02 起 90 天内，其中 60%（50% 至 70%）如此，全体为 30%" in tag["purpose"]["zh"]


@pytest.mark.parametrize(
    ("conditions", "scope"),
    [
        (RULE.conditions, "order_count > 0"),
        ((Condition("event_count_90d", True, 3), Condition("event_count_90d", False, 9)), "order_count = 0"),
        ((Condition("order_count", True, 3),), "order_count > 0"),
        ((Condition("lifetime_spend_amount", True, 1200.0),), "order_count > 0"),
    ],
    ids=["share and count", "between", "of the scope itself", "money"],
)
def test_its_examples_are_true_of_its_rule(tmp_path, conditions, scope):
    """Compose tries them: a wrong one would be an error."""
    found = Home(tmp_path)
    path = write_drafts(found, [draft(replace(PROPOSAL, rule=Rule(conditions)), scope)])
    tags = {tag["key"]: tag for tag in checked(DBT_PROJECT_DIR, path)["tags"]}
    (key,) = (tag["key"] for tag in yaml.safe_load(path.read_text(encoding="utf-8"))["tags"])
    assert {example["held"] for example in tags[key]["examples"]} == {True, False}


def test_keys_of_the_same_columns_are_numbered():
    one = draft(taken={KEY})
    assert one.key == f"{KEY}_no_2"
    assert draft(taken={KEY, one.key}).key == f"{KEY}_no_3"


def test_an_accepted_tag_is_a_tag_like_any_other(home, project):
    path = accept(home, KEY, "retention", "call them", {"zh": "复购苗子", "en": None}, project)
    tag = {tag["key"]: tag for tag in checked(project)["tags"]}[KEY]
    assert path == project / "definitions" / "tags" / "proposed.yml"
    assert (tag["owner"], tag["action"], tag["name"]["zh"]) == ("retention", "call them", "复购苗子")
    assert tag["name"]["en"].startswith("Likely to order again (")


def test_a_second_one_stands_beside_the_first(home, project):
    accept(home, KEY, "retention", "call them", {}, project)
    other = draft(replace(PROPOSAL, outcome="spends"))
    write_drafts(home, [other])
    accept(home, other.key, "sales", "write to them", {}, project)
    assert {KEY, other.key} <= {tag["key"] for tag in checked(project)["tags"]}


def test_what_is_a_tag_already_or_was_not_proposed_is_refused(home, project, tmp_path):
    accept(home, KEY, "retention", "call them", {}, project)
    with pytest.raises(HuaxiangError, match="is a tag already"):
        accept(home, KEY, "retention", "call them", {}, project)
    with pytest.raises(HuaxiangError, match="No tag returns_by_luck is proposed"):
        accept(home, "returns_by_luck", "retention", "call them", {}, project)
    with pytest.raises(HuaxiangError, match="Nothing is proposed yet"):
        accept(Home(tmp_path / "other"), KEY, "retention", "call them", {}, project)


@pytest.mark.parametrize(("owner", "action"), [(" ", "call them"), ("retention", "")])
def test_without_owner_or_action_nothing_is_written(home, project, owner, action):
    with pytest.raises(HuaxiangError, match=r"proposed\.yml:\d+"):
        accept(home, KEY, owner, action, {}, project)
    assert not (project / "definitions" / "tags" / "proposed.yml").exists()


def test_the_list_shows_figures_overlap_and_what_was_passed_over(capsys):
    show_drafts(Console(width=200), [draft()], ["Likely to leave, order_count >= 3: not proven"])
    told = capsys.readouterr().out
    assert "true of 60.0% of 100, of all 30.0%: lift 2.00 (1.67 to 2.33), when chosen 2.00" in told
    assert "80 of 1,000 customers would hold it today; closest tag active_buyer, Jaccard 0.31" in told
    assert "not proposed: Likely to leave, order_count >= 3: not proven" in told
