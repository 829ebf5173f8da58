"""What the business decides about models, in the words of `ml/`."""

from typing import Any

from ml.churn.settings import ChurnSettings
from ml.clusters.model import ClusterSettings
from orchestration.errors import HuaxiangError


def churn_settings(decided: dict[str, Any]) -> ChurnSettings:
    """Of definitions/settings.yml; HuaxiangError for bands that are none."""
    try:
        return ChurnSettings(
            horizon_days=decided["churn_horizon_days"],
            medium_from=decided["churn_medium_from"],
            high_from=decided["churn_high_from"],
            min_rows=decided["churn_min_rows"],
            min_per_class=decided["churn_min_per_class"],
            min_cut_offs=decided["churn_min_cut_offs"],
        )
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: {error}") from error


def cluster_settings(decided: dict[str, Any]) -> ClusterSettings:
    """Of definitions/settings.yml; HuaxiangError for a range that is none."""
    if decided["cluster_least"] > decided["cluster_most"]:
        raise HuaxiangError(
            f"dbt_project/definitions/settings.yml: cluster_least is {decided['cluster_least']}, cluster_most"
            f" {decided['cluster_most']}; write a range."
        )
    return ClusterSettings(
        min_customers=decided["cluster_min_customers"],
        k_min=decided["cluster_least"],
        k_max=decided["cluster_most"],
        min_cluster_share=decided["cluster_min_share"],
        max_moved_share=decided["cluster_max_moved_share"],
    )
