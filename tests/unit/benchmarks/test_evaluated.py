"""Rows of an evaluation: what they say of their aims, and the table they make."""

from datetime import date

import pytest

from benchmarks.evaluate import Ran, main, report
from benchmarks.evaluated import COLUMNS, Aim, Evaluated, beside, of_measures, of_share, refused, table
from ml.truth.measure import Measure

ROW = Evaluated("churn", "shop", "auc", 0.75, (0.7, 0.8), "recency", 0.7, (0.65, 0.75), Aim(at_least=0.745))


@pytest.mark.parametrize(
    ("aim", "value", "verdict"),
    [
        pytest.param(Aim(at_least=0.75), 0.75, "met", id="on-the-aim"),
        pytest.param(Aim(at_least=0.75), 0.7499, "missed", id="below"),
        pytest.param(Aim(at_most=0.75), 0.75, "met", id="on-the-limit"),
        pytest.param(Aim(at_most=0.75), 0.7501, "missed", id="above"),
        pytest.param(Aim(0.85, 1.15), 1.16, "missed", id="outside"),
        pytest.param(Aim(0.85, 1.15), 1.0, "met", id="inside"),
        pytest.param(Aim(at_least=0.0), None, "missed", id="no-figure"),
        pytest.param(None, 0.1, "–", id="no-aim"),
    ],
)
def test_an_aim_is_met_by_the_figure_itself(aim, value, verdict):
    assert Evaluated("churn", "shop", "auc", value, aim=aim).verdict == verdict


def test_what_is_not_published_says_why_beside_its_aim():
    said = Evaluated("churn", "shop", "auc", 0.75, aim=Aim(at_least=0.7), refused="Not published: too few.")

    assert said.verdict == "met. Not published: too few."
    assert refused("churn", "shop", "auc", "too few").verdict == "Not published: too few"


def test_a_row_is_made_of_the_figures_of_a_card():
    figures = {
        "model": {"auc": 0.75, "auc_interval": [0.7, 0.8], "brier": 0.2},
        "recency": {"auc": 0.7, "auc_interval": [0.65, 0.75]},
    }

    assert beside(("churn", "shop"), figures, "auc", "recency", Aim(at_least=0.745)) == ROW
    assert beside(("churn", "shop"), figures, "brier", "recency").baseline_value is None
    with pytest.raises(KeyError):
        beside(("churn", "shop"), figures, "lift", "recency")


def test_a_share_has_its_interval_and_stands_beside_what_chance_allows():
    none, one = (of_share(("churn", "shop"), "published wrongly", count, 10, 0.025) for count in (0, 1))

    assert (none.value, none.interval[0], one.value, one.baseline_value) == (0.0, 0.0, 0.1, 0.025)
    assert none.interval[1] == pytest.approx(0.278, abs=1e-3)
    assert one.interval == pytest.approx((0.018, 0.404), abs=1e-3)


def test_a_figure_that_cannot_be_had_says_why():
    (found,) = of_measures("demo", [Measure("texts", "accuracy", None, 0, "There are no texts.")])

    assert (found.value, found.verdict) == (None, "Not measured: There are no texts.")


def test_the_table_is_markdown_with_a_cell_per_column():
    odd = Evaluated("a|b", "shop", "top_uplift", -0.0123, refused="Not published:\nbecause | of this.")
    head, line, first, second = table([ROW, odd]).splitlines()

    assert [cell.strip() for cell in head.strip("|").split("|")] == list(COLUMNS)
    assert set(line) == {"|", "-"}
    assert [cell.strip() for cell in first.strip("|").split("|")] == [
        *("churn", "shop", "auc", "0.750 (0.700 to 0.800)"),
        *("recency: 0.700 (0.650 to 0.750)", "≥ 0.745", "met"),
    ]
    assert [cell.strip() for cell in second.strip("|").split("|")] == [
        *("a/b", "shop", "top uplift", "-0.0123", "–", "–", "Not published: because / of this."),
    ]


def test_the_page_says_when_it_was_made_and_what_failed():
    failed = Ran("value", [], "OSError: gone", 1.0)
    page = report([Ran("churn", [ROW], "", 2.4), failed], "make", date(2026, 3, 2))

    assert "Made by `make` on 2026-03-02" in page
    assert "0.750 (0.700 to 0.800)" in page
    assert "- `value` failed: OSError: gone" in page
    assert "churn 2 s, value 1 s" in page
    assert "Not evaluated" not in report([Ran("churn", [ROW], "", 2.4)], "make", date(2026, 3, 2))


def test_a_module_that_fails_or_dies_stops_no_other_and_is_told(monkeypatch, capsys, tmp_path):
    """Without data value fails; outcomes need none."""
    monkeypatch.setenv("HUAXIANG_REAL_DATA", str(tmp_path))
    status = main(["--small", "value", "uplift", "--write", str(tmp_path / "page.md")])
    shown = capsys.readouterr().out

    assert status == 1
    assert "`value` failed: FileNotFoundError" in shown
    assert "| uplift " in shown
    assert (tmp_path / "page.md").read_text() in shown


def test_an_unknown_module_is_refused_with_those_there_are(capsys):
    with pytest.raises(SystemExit):
        main(["chrun"])
    assert "there is no module chrun; expected some of febrl, churn" in capsys.readouterr().err
