"""Made-up people in two notations, some of them twice, with faults."""

import random

import pyarrow as pa
import pytest
import yaml

from orchestration.settings import DBT_PROJECT_DIR

FAMILIES = [*"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾", "欧阳"]
GIVEN = [
    *"伟芳娜敏静丽强磊军洋勇艳杰娟涛明超",
    "秀兰",
    "桂英",
    "建国",
    "志强",
    "晓梅",
    "雨桐",
    "子轩",
    "浩然",
    "欣怡",
]


@pytest.fixture(scope="session")
def settings() -> dict:
    """`matching` as the definitions have it."""
    definitions = yaml.safe_load((DBT_PROJECT_DIR / "definitions" / "identity.yml").read_text())
    return definitions["identity"]["matching"]


@pytest.fixture(scope="session")
def people() -> tuple[pa.Table, dict[str, int]]:
    """600 people, 120 of them twice, and who each unit is."""
    chance = random.Random(7)  # noqa: S311
    once = [_person(chance) for _ in range(600)]
    rows = [*enumerate(once), *((i, _with_fault(chance, once[i])) for i in range(0, 600, 5))]
    chance.shuffle(rows)
    units = [f"u{number:04d}" for number in range(len(rows))]
    table = pa.Table.from_pylist([{"unit": unit, **row} for unit, (_, row) in zip(units, rows, strict=True)])
    return table, dict(zip(units, (person for person, _ in rows), strict=True))


def _person(chance: random.Random) -> dict[str, str | None]:
    return {
        "full_name": chance.choice(FAMILIES) + chance.choice(GIVEN),
        "birth_text": f"{chance.randint(1950, 2005)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        "city": chance.choice(["杭州市", "北京市", "上海市", "成都市"]),
        "address": f"文{chance.choice('一二三四五六七八九十')}路{chance.randint(1, 300)}号",
        "phone": f"13{chance.randint(10**8, 10**9 - 1)}",
    }


def _with_fault(chance: random.Random, person: dict[str, str | None]) -> dict[str, str | None]:
    fault = chance.choice(["phone", "birth", "swapped", "address"])
    changed = {**person, "phone": f"15{chance.randint(10**8, 10**9 - 1)}"}
    if fault == "birth":
        year, month, day = person["birth_text"].split("-")
        changed["birth_text"] = f"{year}-{month}-{(int(day) + 10) % 28 + 1:02d}"
    if fault == "swapped" and len(person["full_name"]) == 3:
        changed["full_name"] = person["full_name"][1:] + person["full_name"][0]
    if fault == "address":
        changed["address"] = None
    return changed
