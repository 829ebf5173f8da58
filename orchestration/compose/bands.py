"""Bands: one entry that becomes several tags which exclude each other."""

from collections.abc import Iterable
from typing import Any

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.wording import nearest

_OF_THE_WHOLE = {"key", "name", "rule", "of", "bands", "examples"}


def spread(tags: Iterable[Mapping], settings: Mapping, problems: Problems) -> list[Mapping]:
    """One tag per band of those that have `bands`; the others as they are.

    A band holds from its `from` up to that of the next; a band with a `rule` where no band before it does.
    """
    spread_out: list[Mapping] = []
    for tag in tags:
        if "bands" not in tag:
            spread_out.append(tag)
            continue
        _check(tag, settings, problems)
        rules = _rules(tag)
        spread_out += [_tag_of(tag, band, rank, rules[rank]) for rank, band in enumerate(tag["bands"])]
    return spread_out


def _rules(tag: Mapping) -> list[str]:
    of, bands = tag.get("of", "null"), tag["bands"]
    held = [f"({band['rule']})" if "rule" in band else _between(of, bands, n) for n, band in enumerate(bands)]
    if any("rule" in band for band in bands):
        held = [
            " and ".join([rule, *(f"not coalesce({before}, false)" for before in held[:number])])
            for number, rule in enumerate(held)
        ]
    return [f"({tag['rule']}) and {rule}" for rule in held] if "rule" in tag else held


def _between(of: str, bands: list[Mapping], number: int) -> str:
    of = of if of.isidentifier() else f"({of})"
    low = [f"{of} >= {bands[number]['from']}"] if "from" in bands[number] else []
    high = (
        [f"{of} < {bands[number + 1]['from']}"]
        if "from" in (bands[number + 1 : number + 2] or [{}])[0]
        else []
    )
    return " and ".join(low + high) or "true"


def _tag_of(tag: Mapping, band: Mapping, rank: int, rule: str) -> Mapping:
    made = Mapping()
    made.update({key: value for key, value in tag.items() if key not in _OF_THE_WHOLE})
    made.update({key: value for key, value in band.items() if key not in ("from", "rule")})
    made.places = {**tag.places, **band.places}
    made.places["rule"] = band.places.get("rule", band.places.get("from", tag.places["bands"]))
    made.places.pop("from", None)
    made.what = f"tag {made.get('key')}"
    made |= {"rule": rule, "tier_key": tag.get("key"), "tier_rank": rank + 1}
    if "examples" in tag:
        made["examples"] = [_example_of(example, made.get("key")) for example in tag["examples"]]
    return made


def _example_of(example: Mapping, key: Any) -> Mapping:
    made = Mapping()
    held = example.get("held") == key
    made.update({name: value for name, value in example.items() if held or name != "value"})
    made["held"] = held
    made.places = example.places
    return made


def _check(tag: Mapping, settings: Mapping, problems: Problems) -> None:
    bands = tag["bands"]
    edges = [band for band in bands if "from" in band]
    if edges and "of" not in tag:
        problems.add(
            tag.places["bands"], f"{tag.what} has bands `from` a number but no `of`; write what they measure."
        )
    for band in bands[1:]:
        if not band.keys() & {"from", "rule"} and "key" in band.places:
            found = f"{tag.what}: {band.what} has neither `from` nor `rule`; only the first may be without."
            problems.add(band.places["key"], found)
    numbers = [_number(band["from"], settings) for band in edges]
    for low, high, band in zip(numbers, numbers[1:], edges[1:], strict=False):
        if low is not None and high is not None and low >= high:
            found = f"{tag.what}: {band.what} begins at {high}, not above the band before it ({low})."
            problems.add(band.places["from"], f"{found[:-1]}; bands stand in rising order.")
    keys = {band.get("key") for band in bands} | {None, False}
    for example in tag.get("examples", ()):
        if example.get("held") not in keys and "held" in example.places:
            found = f"{tag.what}: an example is held by `{example['held']}`, which is no band"
            problems.add(
                example.places["held"], f"{found}; {nearest(example['held'], keys - {None, False})}."
            )


def _number(edge: Any, settings: Mapping) -> float | None:
    value = settings.get(edge[1:]) if isinstance(edge, str) else edge
    return value if isinstance(value, int | float) else None
