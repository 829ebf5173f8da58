"""Bad values as a sheet that a person fills in: written by `review list --csv`, read by `review apply`."""

import csv
from pathlib import Path

from orchestration.errors import HuaxiangError
from orchestration.review.decide import WORDS, Answer
from orchestration.review.desk import Desk, Item

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


def write_sheet(path: Path, desk: Desk, items: list[Item], *, reveal: bool) -> None:
    """One line per item, with empty cells for the answer."""
    # with its mark a spreadsheet reads the file as UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([*ANSWERED, "original_value", "source_system", *_ABOUT])
        for item in items:
            about = [getattr(item, name) for name in _ABOUT]
            value = desk.shown(item, item.original_value, reveal=reveal)
            sheet.writerow([item.quarantine_id, "", "", "", value, item.source_system, *about])


def read_sheet(path: Path) -> list[Answer]:
    """The answers of a sheet; lines without a decision are passed over. HuaxiangError names the line."""
    if not path.is_file():
        raise HuaxiangError(f"There is no file {path}. `huaxiang review list --csv {path}` writes one.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            lines = list(csv.DictReader(file))
        except (UnicodeDecodeError, csv.Error) as error:
            raise HuaxiangError(
                f"{path} is not CSV in UTF-8: save it as such. ({type(error).__name__})"
            ) from None
    if lines and not set(ANSWERED) <= lines[0].keys():
        raise HuaxiangError(f"{path} needs the columns {', '.join(ANSWERED)}; it has {', '.join(lines[0])}.")
    return [
        _answer(line, f"{path.name}, line {number}")
        for number, line in enumerate(lines, 2)
        if line["decision"]
    ]


def _answer(line: dict[str, str], place: str) -> Answer:
    word = line["decision"].strip().lower()
    if word not in WORDS:
        raise HuaxiangError(
            f"{place}: decision '{word}' is unknown; write {', '.join(WORDS)} or leave it empty."
        )
    value = (line["value"] or "").strip()
    if word == "correct" and not value:
        raise HuaxiangError(f"{place}: the right value is missing. Write {EMPTY} to leave the field empty.")
    if not (line["why"] or "").strip():
        raise HuaxiangError(f"{place}: say why.")
    return Answer(line["id"], WORDS[word], line["why"], None if value in ("", EMPTY) else value)
