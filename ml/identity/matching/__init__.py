"""Probable matching: people who share no identifier, by Splink, trained without labels and then frozen.

    matched = match(persons, settings)                      # trains, then scores everybody
    matched = match(persons, settings, matched.model)       # scores everybody by the frozen model
    matched = match(persons, settings, model, changed=units, previous=pairs)   # the same, from the changed units
    linked = linkage.link(matched.pairs, must, must_not)    # unit -> cluster

`persons` is an Arrow table with one row per person record and the columns `unit` (str: the exact component the
record belongs to, named by its smallest record) and `FIELDS` (str, any of them may be absent or null).
`settings` is `matching:` of `definitions/identity.yml`.
"""

from ml.identity.matching.model import MatchingModel
from ml.identity.matching.pairs import FIELDS, PAIR, Matched, match

__all__ = ["FIELDS", "PAIR", "Matched", "MatchingModel", "match"]
