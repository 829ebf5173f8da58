"""How many clusters: as many as hold, measured by separation and stability against one cloud."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_samples
from threadpoolctl import threadpool_limits

from ml.clusters.model import ClusterSettings
from ml.clusters.space import nearest

_STARTS = 10
RULE = (
    "A number of clusters holds when the mean adjusted Rand index over bootstrap resamples reaches "
    "min_stability, the silhouette lies above that of one cloud (normal, same covariance) split into as "
    "many, by min_lead and by its 95 % interval, and no cluster is smaller than allowed. Starting at the "
    "best silhouette of those that hold, one more cluster is taken as long as that holds too and keeps "
    "separation_share of the best. The previous clusters stay while they hold and keep keep_share of it."
)


# sums of doubles depend on their order, and threads finish in any order
_one_thread = threadpool_limits.wrap(limits=1)


@dataclass(frozen=True)
class Trial:
    """One set of clusters and its figures.

    centroids: k × features. silhouette_error: standard error. cloud: silhouette of one cloud split into k.
    stability, stability_low: mean and lowest tenth of the agreement with resamples.
    """

    centroids: np.ndarray
    silhouette: float
    silhouette_error: float
    cloud: float
    stability: float
    stability_low: float
    smallest_share: float
    smallest_size: int

    @property
    def k(self) -> int:
        """Number of clusters."""
        return len(self.centroids)

    def holds(self, settings: ClusterSettings) -> bool:
        """Whether the clusters are stable, separated and large enough (RULE)."""
        return (
            self.stability >= settings.min_stability
            and self.silhouette - self.cloud >= max(settings.min_lead, 1.96 * self.silhouette_error)
            and self.smallest_share >= settings.min_cluster_share
            and self.smallest_size >= settings.min_cluster_size
        )


@_one_thread
def try_all(points: np.ndarray, start: np.ndarray | None, settings: ClusterSettings) -> list[Trial]:
    """A trial for every k, and before them one for `start`, the previous clusters' centroids in this space.

    `points` is customers × features, in an order that does not depend on how the rows came.
    """
    random = np.random.default_rng(settings.seed)
    cloud = random.multivariate_normal(points.mean(axis=0), np.cov(points.T), len(points))
    resamples = [random.integers(0, len(points), len(points)) for _ in range(settings.bootstraps)]
    trials = []
    for k in range(settings.k_min, settings.k_max + 1):
        resampled = [cluster(points[rows], k, settings.seed) for rows in resamples]
        cloud_silhouette = _silhouette(cloud, cluster(cloud, k, settings.seed), settings)[0]
        if start is not None and len(start) == k:
            trials.insert(0, _measure(points, refine(points, start), resampled, cloud_silhouette, settings))
        trials.append(
            _measure(points, cluster(points, k, settings.seed), resampled, cloud_silhouette, settings)
        )
    return trials


def pick(trials: list[Trial], is_carried: bool, settings: ClusterSettings) -> Trial | None:
    """The trial RULE takes; None when none holds. If `is_carried`, the first is of the previous clusters."""
    holding = [trial for trial in trials if trial.holds(settings)]
    if not holding:
        return None
    best = max(holding, key=lambda trial: trial.silhouette)
    if (
        is_carried
        and trials[0] is holding[0]
        and trials[0].silhouette >= settings.keep_share * best.silhouette
    ):
        return trials[0]
    enough = {t.k: t for t in holding if t.silhouette >= settings.separation_share * best.silhouette}
    chosen = best
    while chosen.k + 1 in enough:
        chosen = enough[chosen.k + 1]
    return chosen


def cluster(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Centroids of k clusters, k × features."""
    return KMeans(k, n_init=_STARTS, random_state=seed).fit(points).cluster_centers_


@_one_thread
def refine(points: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Centroids moved to where these points want them, each staying the same cluster."""
    return KMeans(len(centroids), init=centroids, n_init=1).fit(points).cluster_centers_


def _measure(
    points: np.ndarray,
    centroids: np.ndarray,
    resampled: list[np.ndarray],
    cloud_silhouette: float,
    settings: ClusterSettings,
) -> Trial:
    labels = nearest(points, centroids)
    agreement = [adjusted_rand_score(labels, nearest(points, other)) for other in resampled]
    sizes = np.bincount(labels, minlength=len(centroids))
    silhouette, error = _silhouette(points, centroids, settings)
    return Trial(
        centroids=centroids,
        silhouette=silhouette,
        silhouette_error=error,
        cloud=cloud_silhouette,
        stability=float(np.mean(agreement)),
        stability_low=float(np.quantile(agreement, 0.1)),
        smallest_share=float(sizes.min() / len(points)),
        smallest_size=int(sizes.min()),
    )


def _silhouette(points: np.ndarray, centroids: np.ndarray, settings: ClusterSettings) -> tuple[float, float]:
    """Mean silhouette of the first rows and its standard error."""
    some = points[: settings.silhouette_rows]
    labels = nearest(some, centroids)
    if len(np.unique(labels)) < 2:
        return 0.0, 0.0
    each = silhouette_samples(some, labels)
    return float(each.mean()), float(each.std() / np.sqrt(len(each)))
