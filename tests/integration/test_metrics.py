"""A metric is one number, wherever it is read."""

from io import StringIO

import duckdb
import pytest
from rich.console import Console

from orchestration.errors import HuaxiangError
from orchestration.metrics import show_metrics


@pytest.fixture
def snapshot(sample_home):
    with duckdb.connect(str(sample_home.published / "profiles.duckdb"), read_only=True) as con:
        yield con


def told(home, key, by=None):
    out = Console(width=200, file=StringIO())
    show_metrics(out, home, key, by)
    return out.file.getvalue()


def test_the_query_of_a_metric_gives_what_the_mart_says(snapshot):
    queries = snapshot.execute("select metric_key, query from marts.dim_metrics").fetchall()
    said = dict(
        snapshot.execute(
            "select metric_key, metric_value from marts.mart_metrics where dimension_key = 'all'"
        ).fetchall()
    )
    found = {key: snapshot.execute(query).fetchone()[0] for key, query in queries}

    assert {key: value is None for key, value in found.items()} == {
        key: value is None for key, value in said.items()
    }
    assert {key: float(value) for key, value in found.items() if value is not None} == pytest.approx(
        {key: value for key, value in said.items() if value is not None}, rel=1e-8
    )


def test_values_of_a_dimension_add_up_to_everybody(snapshot):
    sums = snapshot.execute(
        "select dimension_key, sum(metric_value) from marts.mart_metrics"
        " where metric_key = 'customers' group by all"
    ).fetchall()

    assert len(sums) > 2
    assert len({value for _, value in sums}) == 1


def test_cells_of_two_dimensions_add_up_to_their_values(snapshot):
    wrong = snapshot.execute("""
        select crossed.dimension_key, crossed.dimension_value, crossed.other_dimension_key
        from marts.mart_cross_analysis as crossed
        inner join marts.dim_dimension_values as sizes using (dimension_key, dimension_value)
        group by all
        having sum(crossed.customer_count) <> max(sizes.customer_count)
    """).fetchall()

    assert wrong == []


def test_the_command_shows_a_metric_by_a_dimension_and_for_all(sample_home):
    shown = told(sample_home, "customers", "customer_type")

    assert "个人 Person" in shown
    assert "all 全部" in shown
    assert "repeat_rate" in told(sample_home, None)


@pytest.mark.parametrize(
    ("key", "by", "says"),
    [
        pytest.param("repeat_rat", None, "no metric repeat_rat; the nearest is `repeat_rate`", id="metric"),
        pytest.param("customers", "genders", "no dimension genders; the nearest is `gender`", id="dimension"),
        pytest.param(None, "gender", "Say which metric", id="no-metric"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(sample_home, key, by, says):
    with pytest.raises(HuaxiangError, match=says):
        told(sample_home, key, by)
