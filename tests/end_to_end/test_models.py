"""A home too small for models: none is published, every screen says why; and the command that trains."""

import pytest

from orchestration.scores.catalogue import MODELS
from tests.end_to_end.company import FIRST_DAY, Company, Said

TOO_FEW = "Clusters need 200 customers with an order; there are 3."


@pytest.fixture(scope="module")
def trained(another) -> tuple[Company, Said]:
    """A refreshed home, trained once more by the command."""
    home = another("trained")
    return home, home.call("train")


@pytest.mark.parametrize("screen", ["run", "status", "train"])
def test_it_says_why_a_model_is_not_published(first_run, trained, screen):
    company, said = first_run
    shown = {"run": said.out, "status": company.call("status").out, "train": trained[1].out}[screen]

    assert TOO_FEW in shown
    assert "Not trained: 0 cut-offs had a known outcome by the test cut-off, 3 are needed." in shown


def test_readers_see_no_scores_and_why(company):
    assert company.rows("select model_key, status, model_version from scores.dim_models order by 1") == [
        (key, "not_published", None) for key in sorted(MODELS)
    ]
    assert company.rows("select reason from scores.dim_models where model_key = 'clusters'") == [(TOO_FEW,)]
    assert company.rows("select count(*) from scores.fct_customer_scores") == [(0,)]
    assert company.rows("select count(*) from scores.fct_customer_forecasts") == [(0,)]
    assert company.rows(
        "select count(churn_score), count(churn_risk), count(cluster_key), count(persona_key)"
        " from marts.mart_customer_profiles"
    ) == [(0, 0, 0, 0)]


def test_a_training_after_which_models_abstain_by_their_rules_as_before_asks_for_no_attention(trained):
    assert trained[1].status == 0, trained[1].all


def test_trained_on_the_same_the_models_are_the_same_and_there_is_nothing_new(trained):
    company, _ = trained

    assert "Nothing new since" in company.refreshed().out


def test_a_home_without_a_warehouse_is_asked_to_run_first(company, tmp_path):
    said = company.call("train", "--home", str(tmp_path / "home"))

    assert said.status == 1
    assert "Run `huaxiang run` first" in said.err
    assert "Traceback" not in said.all


def test_a_model_that_cannot_be_read_is_an_error_with_the_remedy_and_readers_keep_the_snapshot(another):
    damaged = another("damaged")
    published = damaged.home.published.joinpath("profiles.duckdb").resolve()
    current = damaged.home.models / "churn" / "current.json"
    current.write_text(current.read_text()[:20])
    said = damaged.call("run", "--as-of", FIRST_DAY)

    assert said.status == 1
    assert f"Delete the folder {damaged.home.models / 'churn'}" in said.err
    assert "Traceback" not in said.all
    assert damaged.home.published.joinpath("profiles.duckdb").resolve() == published
