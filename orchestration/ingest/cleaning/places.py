"""Names of places in China, in the official spelling of GB/T 2260; other places stay as they are."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from orchestration.settings import DBT_PROJECT_DIR

PLACES = DBT_PROJECT_DIR / "definitions" / "regions_of_china.csv"
_LEVELS = {"region": ("province",), "city": ("city", "province")}
_WORDS_AFTER = ("sheng", "shi", "province", "city", "municipality")


def place(kind: str, text: str) -> str:
    """The official name of a province (kind `region`) or city; the text where it is none, or could be two."""
    return _official(kind).get(_key(text), text)


@lru_cache
def _official(kind: str) -> Mapping[str, str]:
    """Official name by spelling. A province counts as a city only where it is a municipality or the like."""
    with PLACES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    parents = {row["parent_code"] for row in rows}
    found: dict[str, str] = {}
    for level in _LEVELS[kind]:
        chosen = [row for row in rows if row["region_level"] == level]
        if level != _LEVELS[kind][0]:
            chosen = [row for row in chosen if row["region_code"] not in parents]
        spelt = [(spelling, row["region_name"]) for row in chosen for spelling in _spellings(row)]
        count = Counter(spelling for spelling, _ in set(spelt))
        if level == "city":
            # in the field of a city 海南 is more likely the province than a prefecture of another one
            count += _provinces_elsewhere(rows)
        # Suzhou is 苏州 and 宿州
        found |= {spelling: name for spelling, name in spelt if count[spelling] == 1}
    return found


def _provinces_elsewhere(rows: list[dict[str, str]]) -> Counter[str]:
    """Spellings of provinces that also name a city of another province."""
    provinces = {_key(row["short_name"]): row for row in rows if row["region_level"] == "province"}
    return Counter(
        spelling
        for row in rows
        if row["region_level"] == "city"
        and (province := provinces.get(_key(row["short_name"])))
        and province["region_code"] != row["parent_code"]
        for spelling in (_key(row["short_name"]), _key(row["name_en"]))
    )


def _spellings(row: Mapping[str, str]) -> Iterator[str]:
    yield _key(row["region_name"])
    yield _key(row["short_name"])
    yield row["region_code"]
    for suffix in ("省", "市") if row["region_level"] == "province" else ("市",):
        yield row["short_name"] + suffix
    yield _key(row["name_en"])


def _key(text: str) -> str:
    """The text as spellings are compared: letters alone, without the word for province or city."""
    if not text.isascii():
        return "".join(text.split())
    words = text.lower().replace("-", " ").replace("'", "").split()
    while len(words) > 1 and words[-1] in _WORDS_AFTER:
        words.pop()
    return "".join(words)
