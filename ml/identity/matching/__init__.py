"""Probable matching: people who share no identifier, by Splink, trained without labels and then frozen.

    matched = match(persons, settings)                      # trains, then scores everybody
    matched = match(persons, settings, matched.model)       # scores everybody by the frozen model
    matched = match(persons, settings, matched.model, matched)    # the same, from what changed since
    linked = linkage.link(matched.pairs, link_weight(settings), must, must_not)    # unit → cluster

`persons` is an Arrow table with one row per person record and the columns `unit` (str: the exact component
the record belongs to, named by its smallest record) and FIELDS (str, any of them may be absent or null).
`settings` is `matching` of `definitions/identity.yml`. Keep `matched.pairs` and `matched.units` as tables
and `matched.model.to_json()` as a file; `Matched(pairs, units, model, 0)` brings them back.
"""

from ml.identity.matching.blocking import OverBudgetError
from ml.identity.matching.model import MatchingModel
from ml.identity.matching.pairs import PAIR, UNIT, Matched, link_weight, match
from ml.identity.matching.readings import FIELDS

__all__ = [
    "FIELDS",
    "PAIR",
    "UNIT",
    "Matched",
    "MatchingModel",
    "OverBudgetError",
    "link_weight",
    "match",
]
