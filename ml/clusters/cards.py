"""Cards: what a cluster is, what a fit is worth. Nothing on them is about one customer."""

from dataclasses import asdict

import pandas as pd

from ml.clusters.choose import RULE, Trial, pick
from ml.clusters.features import BY_COLUMN
from ml.clusters.model import ClusterSettings
from ml.clusters.space import forming_columns

_FEATURES_IN_SENTENCE = 3
LIMITS = [
    "Customers differ by degrees: a cluster is a stretch of a continuum, and near its edge (a low score) a "
    "customer could as well be in the next one.",
    "Clusters are made to differ, so the p-values of their differences guard against small numbers only.",
    "Windows of 365 days on less than a year of history grow from month to month; so do the figures.",
    "Clusters say how customers bought, not why, and not what would change them.",
]


def cluster_card(name: dict, found: pd.DataFrame, size: int, total: int, settings: ClusterSettings) -> dict:
    """One cluster's card: size, share, top features against all customers, a sentence in zh and en.

    `found` holds the cluster's rows of `effects`.
    """
    told = found[
        (found["effect"].abs() >= settings.card_effect) & (found["p_value"] <= settings.max_p_value)
    ].sort_values("effect", key=lambda effect: -effect.abs(), kind="stable")
    features = [
        {
            "column": row.column,
            "zh": BY_COLUMN[row.column].zh,
            "en": BY_COLUMN[row.column].en,
            "effect": round(row.effect, 2),
            "p_value": float(f"{row.p_value:.2g}"),
            "value": round(float(row.value), 4),
            "value_of_all": round(float(row.value_of_all), 4),
            "statistic": row.statistic,
        }
        for row in told.itertuples()
    ]
    card = {"name": name, "size": size, "share": round(size / total, 4), "features": features}
    return card | {"sentence": _sentence(card)}


def model_card(space: dict, trials: list[Trial], chosen: Trial | None, settings: ClusterSettings) -> dict:
    """The part of a model's card that says how it was made; `space` is empty when it did not come to that."""
    anew = pick(trials, False, settings)
    columns = space.get("columns", [])
    card = {
        "features": forming_columns(space) if space else [],
        "describing_features": [column for column in columns if not BY_COLUMN[column].is_forming],
        "left_out_features": space.get("left_out", {}),
        "rule": RULE,
        "settings": asdict(settings),
        "trials": [_figures(trial, settings) for trial in trials],
        "cluster_count_without_previous": anew.k if anew else None,
        "limits": LIMITS,
    }
    if chosen is None:
        return card
    return card | {
        "figures": _figures(chosen, settings),
        "baseline": {
            "name": "one cloud: normal with the same covariance, split into as many clusters",
            "silhouette": round(chosen.cloud, 4),
        },
    }


def _figures(trial: Trial, settings: ClusterSettings) -> dict:
    margin = 1.96 * trial.silhouette_error
    return {
        "cluster_count": trial.k,
        "silhouette": round(trial.silhouette, 4),
        "silhouette_interval": [round(trial.silhouette - margin, 4), round(trial.silhouette + margin, 4)],
        "one_cloud_silhouette": round(trial.cloud, 4),
        "stability": round(trial.stability, 4),
        "stability_lowest_tenth": round(trial.stability_low, 4),
        "smallest_share": round(trial.smallest_share, 4),
        "holds": trial.holds(settings),
    }


def _sentence(card: dict) -> dict[str, str]:
    told = card["features"][:_FEATURES_IN_SENTENCE]
    zh = "，".join(f"{f['zh']} {_shown(f, 'value')}（全体 {_shown(f, 'value_of_all')}）" for f in told)
    en = ", ".join(f"{f['en']} {_shown(f, 'value')} (all: {_shown(f, 'value_of_all')})" for f in told)
    size, share = f"{card['size']:,}", f"{card['share']:.1%}"
    return {
        "zh": f"{size} 位客户，占 {share}。" + (f"典型值：{zh}。" if told else "与全体客户没有明显差别。"),
        "en": f"{size} customers, {share}. "
        + (f"Typically {en}." if told else "Not clearly different from all customers."),
    }


def _shown(feature: dict, side: str) -> str:
    value = feature[side]
    if BY_COLUMN[feature["column"]].kind == "rate":
        return f"{value:.0%}"
    return f"{value:,.0f}" if feature["statistic"] == "median" else f"{value:,.1f}"
