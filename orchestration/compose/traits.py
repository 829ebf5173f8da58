"""Open traits in rules: `has_trait('interest', 'baking')` needs no column of its own.

A rule reads the column `traits`: every trait of the customer as `,key=value,key=value,`.
"""

import re

_TEXT = r"'((?:[^']|'')*)'"
_HAS_TRAIT = re.compile(rf"\bhas_trait\(\s*{_TEXT}\s*,\s*{_TEXT}\s*\)")


def spelled_out(rule: str) -> str:
    """The rule with each `has_trait(key, value)` as SQL that both engines know."""
    return _HAS_TRAIT.sub(r"contains(traits, ',\1=\2,')", rule)
