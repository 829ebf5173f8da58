"""Names of personas: what they care about more than all others, and who they are where that is clear."""

from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from ml.clusters import names
from ml.identity.matching.sounds import sound
from ml.personas.people import AGE_BANDS, AGE_PAIRS, FACTS, GENDERS
from ml.personas.settings import PersonaSettings

_VALUES_IN_A_NAME = 2
# a second value must say at least so much of what the first says
_SECOND = 0.5
# most of them, and clearly more than of all: seven of ten where all have five are called women, six are not
_MOST_GENDER, _MORE_GENDER = 0.7, 0.15
_MOST_AGE = 0.6


@dataclass(frozen=True)
class Meaning:
    """What a name says: values of things, and facts of people."""

    values: list[str]
    who: list[str] = field(default_factory=list)

    def as_dict(self) -> dict:
        """Plain, to be kept on a card."""
        return asdict(self)


def marks(of_persona: pd.DataFrame, settings: PersonaSettings) -> pd.DataFrame:
    """The things that set one persona apart, the most telling first; none for people like all others.

    Telling: share × log(lift) × reach, by which a thing few do weighs little however typical. `of_persona` is
    its rows of `differences.of_things`.
    """
    apart = of_persona[
        (of_persona["lift"] >= settings.name_lift) & (of_persona["p_value"] <= settings.max_p_value)
    ]
    telling = apart["share"] * np.log(apart["lift"]) * apart["reach"]
    return apart.assign(telling=telling).sort_values(
        ["telling", "kind", "value"], ascending=[False, True, True], ignore_index=True
    )


def meaning(marked: pd.DataFrame, of_people: pd.DataFrame, settings: PersonaSettings) -> Meaning:
    """The best name for one persona. `marked` is what `marks` returns, and not empty."""
    by_value = marked.groupby("value")["telling"].sum().sort_values(ascending=False, kind="stable")
    told = by_value[by_value >= _SECOND * by_value.iloc[0]].head(_VALUES_IN_A_NAME)
    return Meaning(list(told.index), _who(of_people, settings))


def still_means(
    meant: Meaning, of_things: pd.DataFrame, of_people: pd.DataFrame, settings: PersonaSettings
) -> bool:
    """Whether every part of a name holds yet: things above kept_lift in some kind, people more than usual."""
    apart = of_things[
        (of_things["lift"] >= settings.kept_lift) & (of_things["p_value"] <= settings.max_p_value)
    ]
    more = of_people[
        (of_people["value"] >= of_people["value_of_all"] * settings.kept_lift) & (of_people["value"] > 0.5)
    ]
    return set(meant.values) <= set(apart["value"]) and set(meant.who) <= set(more["fact"])


def words(meant: Meaning) -> dict[str, str]:
    """The name in zh and en; values are as the sources write them."""
    who = [FACTS[fact] for fact in meant.who]
    zh, en = "、".join(meant.values), " & ".join(meant.values)
    if who:
        zh += " · " + " ".join(fact.zh for fact in who)
        en += " · " + " ".join(fact.en for fact in who)
    return {"zh": zh, "en": en}


def key_of(meant: Meaning) -> str:
    """A key of Latin letters: the first value as it sounds."""
    return names.key_of(sound(meant.values[0])) or "persona"


def _who(of_people: pd.DataFrame, settings: PersonaSettings) -> list[str]:
    """The gender and the narrowest span of ages that most are of, clearly more than of all."""
    clear = of_people[of_people["p_value"] <= settings.max_p_value].set_index("fact")
    value, of_all = clear["value"], clear["value_of_all"]
    of_gender = value[(value >= _MOST_GENDER) & (value >= of_all + _MORE_GENDER)]
    of_age = value[(value >= _MOST_AGE) & (value >= of_all * settings.name_lift)]
    who = [fact for fact in GENDERS if fact in of_gender]
    for spans in (AGE_BANDS, AGE_PAIRS):
        if found := [fact for fact in spans if fact in of_age]:
            return [*who, max(found, key=of_age.get)]
    return who
