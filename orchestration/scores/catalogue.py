"""Every kind of model, by key, in the order in which they are trained."""

from orchestration.scores.churn import CHURN
from orchestration.scores.clusters import CLUSTERS
from orchestration.scores.conversion import CONVERSION
from orchestration.scores.model import ScoredModel
from orchestration.scores.next_products import NEXT_PRODUCTS
from orchestration.scores.renewal import RENEWAL
from orchestration.scores.uplift import UPLIFT

MODELS: dict[str, ScoredModel] = {
    model.key: model for model in (CHURN, RENEWAL, CONVERSION, UPLIFT, CLUSTERS, NEXT_PRODUCTS)
}
