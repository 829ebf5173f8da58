"""Every kind of model, by key, in the order in which they are trained."""

from orchestration.scores.churn import CHURN
from orchestration.scores.clusters import CLUSTERS
from orchestration.scores.conversion import CONVERSION
from orchestration.scores.demand import DEMAND
from orchestration.scores.look_alikes import LOOK_ALIKES
from orchestration.scores.model import ScoredModel
from orchestration.scores.next_products import NEXT_PRODUCTS
from orchestration.scores.personas import PERSONAS
from orchestration.scores.renewal import RENEWAL
from orchestration.scores.response import RESPONSE
from orchestration.scores.risk import PACK as RISK_PACK
from orchestration.scores.risk import RISK
from orchestration.scores.sentiment import SENTIMENT
from orchestration.scores.uplift import UPLIFT
from orchestration.scores.value import VALUE
from orchestration.settings import business_settings

# what only the homes of a pack have; dbt reads the tables of all
OF_PACKS: dict[str, ScoredModel] = {RISK_PACK: RISK}
MODELS: dict[str, ScoredModel] = {
    model.key: model
    for model in (
        *(CHURN, RENEWAL, CONVERSION, RESPONSE, UPLIFT),
        *(CLUSTERS, PERSONAS, LOOK_ALIKES, NEXT_PRODUCTS, VALUE, DEMAND, SENTIMENT),
        *(model for pack, model in OF_PACKS.items() if pack in business_settings()["packs"]),
    )
}
