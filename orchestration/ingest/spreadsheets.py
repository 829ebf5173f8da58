"""Spreadsheets (.xlsx, .xls, .xlsb, .ods): one sheet's rows as records of text.

Numbers lose what floating point adds to them, dates are ISO; rows without any value are not records.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from orchestration.errors import HuaxiangError
from orchestration.ingest.objects import Reading
from orchestration.ingest.parts import Part, column_names

_BLOCK_ROWS = 5_000
# the header stands among the first rows; titles above it fill few of the columns
_LOOKED_AT = 50
_MOST = 0.6


def read_excel(path: Path, reading: Reading, part: Part) -> None:
    """Write a sheet's records to the part; HuaxiangError when there is no such sheet or no header."""
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheet = _sheet(book, reading.sheet)
            part.reading["sheet"] = sheet.name
            _write(sheet, reading, part)
    except calamine.PasswordError:
        raise HuaxiangError("the file is protected by a password. Export it without one.") from None
    except calamine.CalamineError as error:
        raise HuaxiangError(
            f"the file cannot be read as a spreadsheet ({type(error).__name__}); it may be cut off or"
            " damaged, or text in truth: then declare `format: csv` in defs.yaml."
        ) from None


def _sheet(book: calamine.CalamineWorkbook, wanted: str | int | None) -> calamine.CalamineSheet:
    names = [each.name for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
    known = f"Its sheets: {', '.join(names)}."
    if wanted is None:
        visible = [
            each.name
            for each in book.sheets_metadata
            if each.name in names and each.visible == calamine.SheetVisibleEnum.Visible
        ]
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                return sheet
        raise HuaxiangError(f"all sheets are empty. {known}")
    name = names[wanted - 1 : wanted] if isinstance(wanted, int) else [wanted]
    if not name or name[0] not in names:
        raise HuaxiangError(f"there is no sheet {wanted}. {known} Mend `sheet` in defs.yaml.")
    return book.get_sheet_by_name(name[0])


def _write(sheet: calamine.CalamineSheet, reading: Reading, part: Part) -> None:
    first = 1 if reading.header else (reading.header_row or _header_row(sheet))
    head = [] if reading.header else next((row for number, row in _rows(sheet) if number == first), [])
    after = first if head else 0
    used = sorted(
        {place for number, row in _rows(sheet) if number > after for place in _filled(row)} | _filled(head)
    )
    if reading.header:
        names = list(reading.header)
        used = _as_wide(used, names, sheet.name)
    else:
        if not any(head):
            raise HuaxiangError(
                f"row {first} of sheet {sheet.name} holds no column names. Mend `header_row`."
            )
        part.reading["header_row"] = first
        names = column_names([head[place] if place < len(head) else "" for place in used])
    records = ([row[place] for place in used] for number, row in _rows(sheet) if number > after and any(row))
    with part.rows(names) as rows:
        while block := list(islice(records, _BLOCK_ROWS)):
            start = part.records + 1
            rows.write(range(start, start + len(block)), list(zip(*block, strict=True)))


def _as_wide(used: list[int], names: list[str], sheet: str) -> list[int]:
    """The places of the columns that `header` names."""
    if used and used[-1] >= len(names):
        raise HuaxiangError(
            f"sheet {sheet} has {used[-1] + 1} columns, but `header` in defs.yaml names {len(names)}."
        )
    return list(range(len(names)))


def _header_row(sheet: calamine.CalamineSheet) -> int:
    """The first row that fills most of the columns, mostly with text."""
    rows = list(islice(_rows(sheet, typed=True), _LOOKED_AT))
    width = len({place for _, row in rows for place in _filled(row)})
    for number, row in rows:
        filled = [value for value in row if value != ""]
        texts = sum(isinstance(value, str) for value in filled)
        if filled and len(filled) >= _MOST * width and texts >= _MOST * len(filled):
            return number
    raise HuaxiangError(
        f"no row of sheet {sheet.name} looks like a header. Declare in defs.yaml `header_row` (which row it"
        " is) or `header` (the column names)."
    )


def _filled(row: list[Any]) -> set[int]:
    return {place for place, value in enumerate(row) if value != ""}


def _rows(sheet: calamine.CalamineSheet, typed: bool = False) -> Iterator[tuple[int, list[Any]]]:
    """Rows by their number in the sheet, from its first column on; values as text unless `typed`."""
    if sheet.start is None:
        return
    top, left = sheet.start
    for number, row in enumerate(sheet.iter_rows(), start=top + 1):
        texts = [_text(value) for value in row]
        values = [value if text else "" for value, text in zip(row, texts, strict=True)] if typed else texts
        yield number, [""] * left + values


def _text(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            # a spreadsheet keeps 15 digits; the rest is what floating point makes of them
            return format(Decimal(f"{value:.15g}"), "f")
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return value if value.strip() else ""
