"""What definitions of labels may hold: tags, lifecycle stages, segments, alerts and packs of them."""

from orchestration.compose.kinds import (
    DESCRIPTION,
    KEY,
    NAME,
    POSITIVE,
    RULE,
    SERVES,
    SQL,
    Entries,
    Kind,
    Maybe,
    is_number,
    list_of,
    matching,
    one_of,
    text,
)

_EDGE = Kind(
    "a number, or the :name of one in settings.yml",
    lambda value: is_number(value) or matching("", r":[a-z][a-z0-9_]*").holds(value),
)
_ANYTHING = Kind("a value", lambda value: True)
_HELD = Kind(
    "true or false; for bands the key of the one that holds, or false",
    lambda value: isinstance(value, bool) or KEY.holds(value),
)
_YES_OR_NO = Kind("true or false", lambda value: isinstance(value, bool))
TAG_SOURCES = ("manual", "imported", "rule")
_TEXTS = list_of("a list of texts, those that look like numbers in quotes", lambda v: isinstance(v, str))
_CASE = Kind("who the example is, in a few words", lambda value: value not in (None, ""))
# a made-up customer: the columns that matter, and what the rule must say
_EXAMPLES = Entries(
    "example",
    "case",
    {
        "case": _CASE,
        "held": _HELD,
        "value": Maybe(_ANYTHING),
        ...: _ANYTHING,
    },
)
_BAND = {
    "key": KEY,
    "name": NAME,
    "from": Maybe(_EDGE),
    "rule": Maybe(RULE),
    "purpose": Maybe(SERVES["purpose"]),
    "action": Maybe(SERVES["action"]),
}

TAGS = Entries(
    "tag",
    "key",
    {
        "key": KEY,
        "name": NAME,
        "dimension": one_of("basic", "behaviour", "psychology", "needs", "lifecycle", "value"),
        "source": Maybe(one_of(*TAG_SOURCES)),
        "rule": Maybe(RULE),
        "from": Maybe({"trait": text("the key of a trait, or the group of a corp tag"), "values": _TEXTS}),
        "of": Maybe(SQL),
        "bands": Maybe(Entries("band", "key", _BAND, least=2)),
        "value": Maybe(SQL),
        "unknown_when": Maybe(RULE),
        **SERVES,
        "ttl_days": POSITIVE,
        "fresh_days": Maybe(POSITIVE),
        "null_policy": one_of("not_held", "keep_last"),
        "sensitivity": one_of("low", "medium", "high"),
        "examples": Maybe(_EXAMPLES),
    },
)
STAGE = {
    "stage": KEY,
    "name": NAME,
    "rule": Maybe(RULE),
    "evidence": Maybe(Entries("evidence", "key", {"key": KEY, "name": NAME, "rule": RULE}, least=1)),
}
SEGMENTS = Entries(
    "segment",
    "key",
    {
        "key": KEY,
        "name": NAME,
        "rule": RULE,
        **SERVES,
        "look_alikes": Maybe(_YES_OR_NO),
        "examples": Maybe(_EXAMPLES),
    },
)
ALERTS = Entries(
    "alert",
    "key",
    {
        "key": KEY,
        "name": NAME,
        "rule": RULE,
        **SERVES,
        "cooldown_days": POSITIVE,
        "examples": Maybe(_EXAMPLES),
    },
)
PACK = {"name": NAME, "description": DESCRIPTION}
