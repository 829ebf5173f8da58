"""A document against its shape."""

from typing import Any

from orchestration.compose.documents import Mapping, Place, Problems, Sequence
from orchestration.compose.kinds import KEY, Entries, Kind, Maybe, Shape
from orchestration.compose.wording import nearest, shown


def fit(value: Any, shape: Shape, what: str, place: Place, problems: Problems) -> bool:
    """Report what in `value` is not as `shape` says, and take it out: what is left can be relied on.

    Returns whether `value` itself is of the right kind; `what` is its name in messages.
    """
    match shape:
        case Maybe():
            return fit(value, shape.shape, what, place, problems)
        case Kind():
            fits = shape.holds(value)
        case Entries():
            fits = isinstance(value, Sequence) and len(value) >= shape.least
        case _:
            fits = isinstance(value, Mapping)
    if not fits:
        problems.add(place, f"{what or 'the file'} is {shown(value)}; write {_expected(shape)}.")
    elif isinstance(shape, Entries):
        _fit_entries(value, shape, problems)
    elif isinstance(shape, dict):
        _fit_keys(value, shape, what, place, problems)
    return fits


def _expected(shape: Shape) -> str:
    match shape:
        case Kind():
            return shape.expected
        case Maybe():
            return _expected(shape.shape)
        case Entries():
            return f"a list with one entry per {shape.noun}"
        case _:
            return f"the keys {', '.join(f'`{key}`' if key is not ... else '…' for key in shape)}"


def _fit_entries(entries: Sequence, shape: Entries, problems: Problems) -> None:
    for position in reversed(range(len(entries))):
        entry, what = entries[position], f"{shape.noun} {position + 1}"
        if isinstance(entry, Mapping):
            what = entry.what = f"{shape.noun} {entry.get(shape.key) or position + 1}"
        if not fit(entry, shape.shape, what, entries.places[position], problems):
            del entries[position], entries.places[position]


def _fit_keys(value: Mapping, shape: dict[Any, Shape], what: str, place: Place, problems: Problems) -> None:
    for key, inner in shape.items():
        if key is not ... and not isinstance(inner, Maybe) and key not in value:
            problems.add(place, f"{what or 'the file'} has no `{key}`; write {_expected(inner)}.")
    for key in list(value):
        inner, key_place = shape.get(key, shape.get(...)), value.places[key]
        if inner is None:
            hint = nearest(key, shape.keys() - value.keys() or shape)
            if value[key] is None:
                hint += "; inside {…} a text with a comma stands in quotes"
            problems.add(key_place, f"{what or 'the file'} has the unknown key `{key}`; {hint}.")
        elif key not in shape and not KEY.holds(key):
            problems.add(key_place, f"{what or 'the file'} has the key `{key}`; write {KEY.expected}.")
        if inner is None or not fit(
            value[key], inner, f"{what}: {key}".removeprefix(": "), key_place, problems
        ):
            del value[key]
