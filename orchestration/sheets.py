"""Sheets: CSV files that a person fills in, with a decision and its reason per line."""

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from orchestration.errors import HuaxiangError


def write_sheet(path: Path, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Write lines under their column names."""
    # with its mark a spreadsheet reads the file as UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(columns)
        sheet.writerows(lines)


def decided_lines(
    path: Path, columns: Sequence[str], words: Collection[str], written_by: str
) -> Iterator[tuple[str, dict[str, str], str]]:
    """The decision, the cells and the place of each line that has a decision.

    HuaxiangError names the file or the line: no such file (and which command writes one), not CSV in UTF-8,
    a column missing, an unknown decision, no reason.
    """
    for number, line in enumerate(_lines(path, columns, written_by), 2):
        if not line["decision"]:
            continue
        place = f"{path.name}, line {number}"
        word = line["decision"].strip().lower()
        if word not in words:
            raise HuaxiangError(
                f"{place}: decision '{word}' is unknown; write {', '.join(words)} or leave it empty."
            )
        if not (line["why"] or "").strip():
            raise HuaxiangError(f"{place}: say why.")
        yield word, line, place


def _lines(path: Path, columns: Sequence[str], written_by: str) -> list[dict[str, str]]:
    if not path.is_file():
        raise HuaxiangError(f"There is no file {path}. `{written_by} --csv {path}` writes one.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            lines = list(csv.DictReader(file))
        except (UnicodeDecodeError, csv.Error) as error:
            raise HuaxiangError(
                f"{path} is not CSV in UTF-8: save it as such. ({type(error).__name__})"
            ) from None
    if lines and not set(columns) <= lines[0].keys():
        raise HuaxiangError(f"{path} needs the columns {', '.join(columns)}; it has {', '.join(lines[0])}.")
    return lines
