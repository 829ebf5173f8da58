"""Every kind of model, by key, in the order in which they are trained."""

from orchestration.scores.churn import CHURN
from orchestration.scores.clusters import CLUSTERS
from orchestration.scores.conversion import CONVERSION
from orchestration.scores.look_alikes import LOOK_ALIKES
from orchestration.scores.model import ScoredModel
from orchestration.scores.next_products import NEXT_PRODUCTS
from orchestration.scores.personas import PERSONAS
from orchestration.scores.renewal import RENEWAL
from orchestration.scores.sentiment import SENTIMENT
from orchestration.scores.uplift import UPLIFT
from orchestration.scores.value import VALUE

MODELS: dict[str, ScoredModel] = {
    model.key: model
    for model in (
        *(CHURN, RENEWAL, CONVERSION, UPLIFT),
        *(CLUSTERS, PERSONAS, LOOK_ALIKES, NEXT_PRODUCTS, VALUE, SENTIMENT),
    )
}
