"""The whole portrait of a customer, in the order in which it is told."""

from portrait import happened, labels, origins, predictions, standing
from portrait.customer import Customer
from portrait.forecasts import forecasts
from portrait.parts import Part, told
from portrait.words import Words

# how the parts are grouped, and what a group is called
GROUPS = {
    ("概要", "Summary"): (standing.summary, standing.next_action, labels.alerts),
    ("基本事实", "Facts"): (standing.facts, standing.stage, standing.lifts, standing.features),
    ("标签与分群", "Tags and segments"): (
        labels.tags,
        labels.near,
        labels.segments,
        labels.former_tags,
    ),
    ("预测", "Predictions"): (
        predictions.scores,
        forecasts,
        predictions.next_products,
        predictions.texts,
        predictions.leanings,
    ),
    ("时间线", "Time line"): (happened.stages, happened.time_line),
    ("来源", "Where it comes from"): (
        origins.records,
        origins.fields,
        origins.related,
        origins.consents,
        origins.freshness,
        origins.unknown,
    ),
}


def whole(customer: Customer, words: Words) -> list[Part]:
    """Every part that there is something to say of."""
    return [part for tellers in GROUPS.values() for part in told(customer, words, tellers)]
