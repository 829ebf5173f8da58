"""The demo company from nothing to the comparison with its truth, as a newcomer sees it."""

import json

import pytest

PUBLISHED, NEEDS_ATTENTION = 0, 3


@pytest.fixture(scope="module")
def figures(huaxiang, tmp_path_factory):
    home = tmp_path_factory.mktemp("truth") / "home"
    written = huaxiang("demo", "--persons", 1200, "--end", "2026-03-02", "--home", home)
    assert written.returncode == 0, written.stderr
    done = huaxiang("run", "--as-of", "2026-03-02", "--home", home)
    assert done.returncode in (PUBLISHED, NEEDS_ATTENTION), done.stdout + done.stderr
    told = huaxiang("truth", "--json", "--home", home)
    assert told.returncode == 0, told.stderr
    return {(row["topic"], row["what"]): row["figure"] for row in json.loads(told.stdout)["measures"]}


# what every version has found on worlds of this size, with some room
AT_LEAST = {
    ("identity", "precision, pairs of records"): 0.97,
    ("identity", "recall, pairs of records"): 0.95,
    ("identity", "recall, pairs of CRM and shop registrations"): 0.85,
    ("identity", "customers that are one person"): 0.98,
    ("churn", "ranking by recency alone (AUC)"): 0.7,
    ("value", "rank correlation"): 0.97,
    ("value", "spend within 1 %, identity right"): 0.98,
    ("price sensitivity", "rank correlation"): 0.7,
    ("category", "usual one is preferred"): 0.93,
    ("hour", "within 2 hours"): 0.75,
}


@pytest.mark.parametrize("key", AT_LEAST, ids=" ".join)
def test_the_profile_finds_what_is_there_to_be_found(figures, key):
    assert figures[key] >= AT_LEAST[key]


def test_clusters_of_the_demo_are_compared(figures):
    assert figures["persona", "purity"] is not None


def test_little_is_spent_namelessly(figures):
    assert 0 < figures["value", "spend without a customer"] < 0.06
