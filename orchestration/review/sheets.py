"""Bad values as a sheet that a person fills in: written by `review list --csv`, read by `review apply`."""

from pathlib import Path

from orchestration.errors import HuaxiangError
from orchestration.review.decide import WORDS, Answer
from orchestration.review.desk import Desk, Item
from orchestration.sheets import decided_lines, write_sheet

ANSWERED = ("id", "decision", "value", "why")
_ABOUT = (
    "contract_table",
    "record_key",
    "column_name",
    "fate",
    "reason",
    "file_name",
    "row_number",
    "status",
)
# an empty cell may be an oversight; this says it is meant
EMPTY = "<empty>"


def write_items(path: Path, desk: Desk, items: list[Item], *, reveal: bool) -> None:
    """One line per item, with empty cells for the answer."""
    lines = []
    for item in items:
        value = desk.shown(item, item.original_value, reveal=reveal)
        about = [getattr(item, name) for name in _ABOUT]
        lines.append([item.quarantine_id, "", "", "", value, item.source_system, *about])
    write_sheet(path, [*ANSWERED, "original_value", "source_system", *_ABOUT], lines)


def read_answers(path: Path) -> list[Answer]:
    """The answers of a sheet; lines without a decision are passed over. HuaxiangError names the line."""
    return [
        _answer(word, line, place)
        for word, line, place in decided_lines(path, ANSWERED, WORDS, "huaxiang review list")
    ]


def _answer(word: str, line: dict[str, str], place: str) -> Answer:
    value = (line["value"] or "").strip()
    if word == "correct" and not value:
        raise HuaxiangError(f"{place}: the right value is missing. Write {EMPTY} to leave the field empty.")
    return Answer(line["id"], WORDS[word], line["why"], None if value in ("", EMPTY) else value)
