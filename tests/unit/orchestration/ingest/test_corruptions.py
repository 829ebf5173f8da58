"""Seeded corruptions: whatever comes, in whatever order, is told, and no record is lost or doubled.

`make fuzz` runs a thousand of them. A failing one is run again by its number: `-k "[17]"`.
"""

import random

from tests.unit.orchestration.ingest.corrupted import (
    CORRUPTIONS,
    HOSTILE,
    WRITERS,
    check_conservation,
    check_idle,
    with_all_kinds_of_extracts,
)

USUAL = 60
_STAMPS = ["2026-03-01", "2026-03-01 10:00:00", "2025/12/31 1:05"]


def pytest_generate_tests(metafunc):
    count = metafunc.config.getoption("--corruptions") or USUAL
    metafunc.parametrize("seed", range(count))


def _records(chance):
    ids = [f"A{number}" for number in range(chance.randint(1, 40))]

    def value(usual):
        return chance.choice(HOSTILE) if chance.random() < 0.1 else chance.choice(usual)

    return [
        {
            "id": value(ids),
            "customer": value(["K1", "K2", ""]),
            "email": value(["li@example.com", "张@例子.中国", ""]),
            "ordered_at": value(_STAMPS),
            "currency": value(["CNY", "EUR"]),
            "remark": value(["", "TEST", "请在下午送货到北京"]),
        }
        for _ in range(chance.randint(0, 60))
    ]


def _options(chance):
    """How the object is declared: mostly not at all, sometimes wrongly."""
    return {
        name: chance.choice(values)
        for name, values in {
            "encoding": ["utf-8", "gb18030", "big5", "latin-1", "utf-16"],
            "delimiter": [",", ";", "+|"],
            "quote": ['"', "'", ""],
            "header_row": [1, 2, 9],
            "header": [["id", "customer", "email", "ordered_at", "currency", "remark"], ["id"]],
            "record_end": ["&|", "\r\n"],
            "unquoted_line_breaks": [True],
            "records": ["$", "$.data"],
            "sheet": [1, "Orders"],
            "format": ["csv", "json", "jsonl", "excel", "parquet"],
            "inside": ["*.csv"],
            "full_snapshot": [True],
            "changed_file": ["adds"],
        }.items()
        if chance.random() < 0.06
    }


def _declared(desk, chance):
    options = _options(chance)
    if "header" in options:
        options.pop("header_row", None)
    if "full_snapshot" in options:
        options.pop("changed_file", None)
    if "delimiter" not in options:
        options.pop("unquoted_line_breaks", None)
    desk.objects = {"orders": {"files": "orders*"} | options}
    return options


def test_whatever_comes_is_told_and_no_record_is_lost_or_doubled(new_desk, seed):
    chance = random.Random(seed)  # noqa: S311 - a test wants repetition
    desk = with_all_kinds_of_extracts(new_desk())
    options = _declared(desk, chance)
    for _ in range(chance.randint(1, 2)):
        counts = {}
        for name in chance.sample(sorted(WRITERS), chance.randint(1, 2)):
            records = _records(chance)
            content, corruptions = WRITERS[name](records), chance.choices(CORRUPTIONS, k=chance.randint(0, 2))
            for corrupt in corruptions:
                content = corrupt(content, chance)
            desk.put(name, content)
            counts[name] = len(records) if not corruptions else None
        pulled = desk.pull()
        check_conservation(desk, pulled)
        _check_told(desk, pulled)
        if not options:
            _check_read(pulled, counts)
        check_idle(desk, pulled)


def _check_told(desk, pulled):
    """Every content of which nothing came is named in a problem, by a file that has it.

    One file that cannot be read keeps a whole snapshot out.
    """
    told = " ".join(str(problem) for problem in pulled.problems)
    assert "Traceback" not in told
    if desk.objects["orders"].get("full_snapshot") and told:
        return
    held = {file["name"].partition("/")[0] for load in desk.raw_loads() for file in load.files}
    known = {path.read_bytes() for path in desk.folder.iterdir() if path.name in held or path.name in told}
    assert {path.read_bytes() for path in desk.folder.iterdir()} <= known


def _check_read(pulled, counts):
    """A file without corruption is read whole."""
    for load in pulled.raw_loads:
        expected = counts.get(load.file)
        # a spreadsheet keeps no record without a value
        if expected is not None and not load.file.endswith(".xlsx"):
            assert (load.parsed, load.unparsable) == (expected, 0), load.file
