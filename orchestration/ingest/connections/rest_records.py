"""Records in an answer: found, spread, and with names in place of ids."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Record = dict[str, Any]


def records_of(body: Any, ask: Mapping[str, Any]) -> list[Record]:
    """What stands in an answer under `records`; what is no object becomes one with the key `value`."""
    from dlt.common import jsonpath

    found = jsonpath.find_values(ask.get("records", "$"), body)
    data = found[0] if len(found) == 1 else found
    items = data if isinstance(data, list) else [] if data is None else [data]
    return [item if isinstance(item, dict) else {"value": item} for item in items]


def spread(records: Iterable[Record], ask: Mapping[str, Any]) -> Iterator[Record]:
    """With `spread: lines`, one record per element of the list under it; what stands beside it stays."""
    lists = ask.get("spread")
    if lists is None:
        yield from records
        return
    names = [lists] if isinstance(lists, str) else lists
    for record in records:
        beside = {key: value for key, value in record.items() if key not in names}
        for name in names:
            for element in record.get(name) or ():
                yield beside | {name: element}


def looked_up(
    records: Iterable[Record], ask: Mapping[str, Any], known: Mapping[str, dict]
) -> Iterator[Record]:
    """The records with what `look_up` takes from others; `known` holds it per look-up and id."""
    for record in records:
        taken = {}
        for name, look_up in ask.get("look_up", {}).items():
            ids = value_at(record, look_up["ids"])
            ids = ids if isinstance(ids, list) else [] if ids is None else [ids]
            # an id that nobody knows any more stands for itself
            taken[name] = [known[name].get(str(item), str(item)) for item in ids]
        yield record | taken


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value at a path such as `follow_info.tag_id`; None where there is nothing."""
    value: Any = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """A template with its `{names}` replaced; one that stands alone keeps its type, None leaves it out."""
    if isinstance(template, dict):
        pairs = {key: filled(value, values) for key, value in template.items()}
        return {key: value for key, value in pairs.items() if value is not None}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    if template[:1] == "{" and template[-1:] == "}" and template[1:-1] in values:
        return values[template[1:-1]]
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template
