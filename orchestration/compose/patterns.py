"""One entry for many: `each: {channel: {email: 邮件}}` gives an entry per word, {channel} filled in."""

from typing import Any

from orchestration.compose.documents import Mapping, Problems


def each(entry: Mapping, problems: Problems) -> list[Mapping]:
    """Return the entries that a pattern stands for; of an entry without `each` only itself.

    {channel} becomes the word, in `zh` its Chinese name.
    """
    pattern = entry.get("each")
    if pattern is None:
        return [entry]
    if len(pattern) != 1:
        problems.add(entry.places["each"], f"{entry.what}: each names {len(pattern)} things; name one.")
        return []
    [(name, words)] = pattern.items()
    if f"{{{name}}}" not in entry.get("name", ""):
        found = f"{entry.what} is there for each {name}, but its name does not hold {{{name}}}; put it in."
        problems.add(entry.places["each"], found)
        return []
    return [_filled(entry, f"{{{name}}}", word, chinese) for word, chinese in words.items()]


def _filled(entry: Mapping, blank: str, word: str, chinese: str) -> Mapping:
    filled = Mapping()
    filled.places = {key: place for key, place in entry.places.items() if key != "each"}
    for key, value in entry.items():
        if key != "each":
            filled[key] = _put(value, blank, chinese if key == "zh" else word)
            if isinstance(value, dict) and value.keys() == {"zh", "en"}:
                filled[key] = {
                    "zh": value["zh"].replace(blank, chinese),
                    "en": value["en"].replace(blank, word),
                }
    filled.what = _put(entry.what, blank, word)
    return filled


def _put(value: Any, blank: str, word: str) -> Any:
    if isinstance(value, list):
        return [_put(part, blank, word) for part in value]
    return value.replace(blank, word) if isinstance(value, str) else value
