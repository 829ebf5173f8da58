"""Tags over tags: which can be told first."""

from graphlib import CycleError, TopologicalSorter

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.lineage import columns_of


def number(tags: list[Mapping], problems: Problems) -> None:
    """Give each tag its `layer`: 0 when it goes by no other tag, else one more than the highest it goes by.

    A tag that goes by itself, round some corners, is a problem.
    """
    by_key = {tag["key"]: tag for tag in tags if "key" in tag}
    goes_by = {key: _named(tag) & by_key.keys() for key, tag in by_key.items()}
    try:
        order = list(TopologicalSorter(goes_by).static_order())
    except CycleError as error:
        ring = error.args[1][::-1]
        tag = by_key[min(ring)]
        found = f"{tag.what} goes by itself: {' → '.join(ring)}; one of them must go by something else."
        problems.add(tag.places["rule"], found)
        return
    for key in order:
        by_key[key]["layer"] = 1 + max((by_key[name]["layer"] for name in goes_by[key]), default=-1)


def _named(tag: Mapping) -> set[str]:
    """The columns and tags of its rule, and of when the rule has no answer."""
    return {
        name.lower()
        for field in ("rule", "unknown_when", "value")
        if field in tag
        for name in columns_of(tag[field])
    }
