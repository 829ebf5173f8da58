"""As many clusters as hold."""

from dataclasses import replace

import numpy as np
import pytest

from ml.clusters.choose import Trial, pick, try_all
from ml.clusters.model import ClusterSettings

SETTINGS = ClusterSettings()


def trial(k, silhouette, **other):
    figures = {
        "silhouette_error": 0.002,
        "cloud": 0.1,
        "stability": 0.95,
        "stability_low": 0.9,
        "smallest_share": 0.1,
        "smallest_size": 100,
    }
    return Trial(centroids=np.zeros((k, 2)), silhouette=silhouette, **(figures | other))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, True, id="good"),
        pytest.param({"stability": 0.85}, True, id="just-stable"),
        pytest.param({"stability": 0.849}, False, id="unstable"),
        pytest.param({"cloud": 0.281}, False, id="like-one-cloud"),
        pytest.param({"cloud": 0.279}, True, id="ahead-of-one-cloud"),
        pytest.param({"silhouette_error": 0.2}, False, id="lead-within-the-error"),
        pytest.param({"smallest_share": 0.019}, False, id="small-share"),
        pytest.param({"smallest_size": 19}, False, id="small-number"),
    ],
)
def test_clusters_hold_when_stable_separated_and_large_enough(change, expected):
    assert trial(3, 0.3, **change).holds(SETTINGS) is expected


@pytest.mark.parametrize(
    ("silhouettes", "unstable", "expected"),
    [
        pytest.param([0.4, 0.3, 0.3], [], 2, id="best"),
        pytest.param([0.4, 0.37, 0.365, 0.35], [], 4, id="more-while-nearly-as-good"),
        pytest.param([0.4, 0.37, 0.38], [3], 2, id="not-over-a-gap"),
        pytest.param([0.4, 0.3, 0.2], [2], 3, id="best-of-those-that-hold"),
        pytest.param([0.4, 0.3], [2, 3], None, id="none"),
    ],
)
def test_the_rule_takes_the_most_that_hold(silhouettes, unstable, expected):
    trials = [
        trial(k, silhouette, stability=0.5 if k in unstable else 0.95)
        for k, silhouette in enumerate(silhouettes, start=2)
    ]
    chosen = pick(trials, is_carried=False, settings=SETTINGS)

    assert (chosen.k if chosen else None) == expected


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        pytest.param(trial(4, 0.28), 4, id="stays"),
        pytest.param(trial(4, 0.27), 2, id="too-much-worse"),
        pytest.param(trial(4, 0.39, stability=0.5), 2, id="no-longer-stable"),
    ],
)
def test_previous_clusters_stay_while_they_hold(previous, expected):
    trials = [previous, trial(2, 0.4), trial(3, 0.2)]

    assert pick(trials, is_carried=True, settings=SETTINGS).k == expected


def test_three_heaps_are_three_clusters():
    random = np.random.default_rng(5)
    points = np.vstack([random.normal(centre, 0.5, (150, 2)) for centre in ([0, 0], [5, 0], [0, 5])])
    quick = replace(SETTINGS, k_max=5, bootstraps=4)
    chosen = pick(try_all(points, None, quick), is_carried=False, settings=quick)

    assert chosen.k == 3
    assert chosen.stability > 0.99
    assert chosen.silhouette > chosen.cloud + 0.3
