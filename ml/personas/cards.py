"""Cards: what a persona is, what a fit is worth. Nothing on them is about one customer."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from ml.personas.acts import Thing
from ml.personas.choose import RULE, Trial
from ml.personas.people import AGE_BANDS, AGE_PAIRS, FACTS
from ml.personas.settings import PersonaSettings
from ml.personas.words import kind_in_words

INDEPENDENT = "things drawn independently"
_THINGS_TOLD = 12
_THINGS_IN_SENTENCE = 3
_FACTS_IN_SENTENCE = 3
# of shares in points, of numbers as a part: less nobody would notice
_NOTABLE = 0.1
LIMITS = [
    "A persona says what customers care about as far as they show it here; what they buy elsewhere is not"
    " known.",
    "Who did little, or cares about the things of several personas, is of none.",
    "Personas are made to differ, so the p-values of their differences guard against small numbers only; that"
    " they foretell later acts is tested on acts that had no part in the fit.",
    "Acts count as independent beyond persona and damping; a membership is nearer to 1 than it should be for"
    " customers with habits of their own.",
]


def persona_card(
    name: dict[str, str],
    marked: pd.DataFrame,
    people: pd.DataFrame,
    size: int,
    total: int,
    settings: PersonaSettings,
) -> dict[str, Any]:
    """One persona's card: size, share, what sets it apart, who they are, a sentence in zh and en.

    `marked`: what `names.marks` returns; `people`: its rows of `differences.of_people`.
    """
    things = [
        {
            "kind": row.kind,
            "value": row.value,
            "share": round(row.share, 4),
            "share_of_all": round(row.share_of_all, 4),
            "lift": round(row.lift, 2),
            "reach": round(row.reach, 4),
            "p_value": float(f"{row.p_value:.2g}"),
        }
        for row in marked.head(_THINGS_TOLD).itertuples()
    ]
    clear = people[(people["p_value"] <= settings.max_p_value) & _is_notable(people) & ~_is_other_age(people)]
    facts = [
        {
            "fact": row.fact,
            "zh": FACTS[row.fact].zh,
            "en": FACTS[row.fact].en,
            "value": round(float(row.value), 4),
            "value_of_all": round(float(row.value_of_all), 4),
            "p_value": float(f"{row.p_value:.2g}"),
        }
        for row in clear.itertuples()
    ]
    card = {"name": name, "size": size, "share": round(size / total, 4), "things": things, "facts": facts}
    return card | {"sentence": {language: _sentence(card, language) for language in ("zh", "en")}}


def told_differences(cards: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """A row per persona and thing that sets it apart, by place: the most telling is 1."""
    rows = [
        {
            "persona_key": key,
            "place": place,
            "kind_zh": kind_in_words(thing["kind"], "zh"),
            "kind_en": kind_in_words(thing["kind"], "en"),
            "thing": thing["value"],
            "p_corrected": thing["p_value"],
            "act_share": thing["share"],
            "act_share_of_all": thing["share_of_all"],
            **{name: thing[name] for name in ("kind", "lift", "reach")},
        }
        for key, card in cards.items()
        for place, thing in enumerate(card["things"], start=1)
    ]
    return pd.DataFrame(rows)


def model_card(
    things: list[Thing], trials: list[Trial], chosen: Trial | None, settings: PersonaSettings
) -> dict[str, Any]:
    """The part of a model's card that says how it was made."""
    kinds: dict[str, int] = {}
    for kind, _ in things:
        kinds[kind] = kinds.get(kind, 0) + 1
    card = {
        "things_per_kind": kinds,
        "rule": RULE,
        "settings": asdict(settings),
        "trials": [figures(trial, settings) for trial in trials],
        "limits": LIMITS,
    }
    if chosen is None:
        return card
    told = figures(chosen, settings)
    independent = told.pop("independent_likelihood_ratio")
    return card | {"figures": {"model": told, INDEPENDENT: {"likelihood_ratio": independent}}}


def figures(trial: Trial, settings: PersonaSettings) -> dict[str, Any]:
    """The numbers of a trial; a likelihood ratio of 1 is what the shares of all give."""
    margin = 1.96 * trial.gain_error
    return {
        "persona_count": trial.k,
        "likelihood_ratio": _ratio(trial.gain),
        "likelihood_ratio_interval": [_ratio(trial.gain - margin), _ratio(trial.gain + margin)],
        "independent_likelihood_ratio": _ratio(trial.independent_gain),
        "stability": _rounded(trial.stability),
        "stability_lowest_tenth": _rounded(trial.stability_low),
        "smallest_share": _rounded(trial.smallest_share),
        "is_previous": trial.is_previous,
        "holds": trial.holds(settings),
    }


def _is_notable(people: pd.DataFrame) -> pd.Series:
    is_share = people["fact"].map(lambda fact: FACTS[fact].is_share or FACTS[fact].is_rate)
    apart = (people["value"] - people["value_of_all"]).abs()
    return apart >= np.where(is_share, _NOTABLE, _NOTABLE * people["value_of_all"].abs())


def _is_other_age(people: pd.DataFrame) -> pd.Series:
    """Spans of ages overlap: only the one that holds for the most more than of all is told."""
    more = (people["value"] - people["value_of_all"]).where(people["fact"].isin(AGE_BANDS | AGE_PAIRS))
    return more.notna() & (more.index != more.idxmax()) if more.notna().any() else more.notna()


def _sentence(card: dict[str, Any], language: str) -> str:
    size, share = f"{card['size']:,}", f"{card['share']:.1%}"
    things = [
        f"{kind_in_words(thing['kind'], language)} {thing['value']} {_beside(thing, 'share', True, language)}"
        for thing in card["things"][:_THINGS_IN_SENTENCE]
    ]
    facts = [
        f"{fact[language]} {_beside(fact, 'value', _is_share(fact['fact']), language)}"
        for fact in _told_facts(card["facts"])
    ]
    if language == "zh":
        told = "；".join(["，".join(part) for part in (things, facts) if part])
        return f"{size} 位客户，占行为足够者的 {share}。{told}。"
    told = "; ".join([", ".join(part) for part in (things, facts) if part])
    return f"{size} customers, {share} of those who did enough. {told[:1].upper()}{told[1:]}."


def _told_facts(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shares above those of all, numbers either way; the largest part of all first."""
    told = [fact for fact in facts if not _is_share(fact["fact"]) or fact["value"] > fact["value_of_all"]]
    return told[:_FACTS_IN_SENTENCE]


def _is_share(fact: str) -> bool:
    return FACTS[fact].is_share or FACTS[fact].is_rate


def _beside(told: dict[str, Any], side: str, is_share: bool, language: str) -> str:
    sides = (side, f"{side}_of_all")
    value, of_all = (f"{told[name]:.0%}" if is_share else f"{told[name]:,.0f}" for name in sides)
    return f"{value}（全体 {of_all}）" if language == "zh" else f"{value} (all: {of_all})"


def _ratio(gain: float | None) -> float | None:
    return None if gain is None else round(float(np.exp(gain)), 4)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
