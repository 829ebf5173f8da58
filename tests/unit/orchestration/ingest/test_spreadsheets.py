"""Spreadsheets: which sheet, which header, and values as people see them."""

import datetime

import openpyxl
import pyarrow.parquet as pq
import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.objects import Reading
from orchestration.ingest.parts import Part
from orchestration.ingest.spreadsheets import read_excel


def _book(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place, value)
    book.save(path)


@pytest.fixture
def read(tmp_path):
    def call(reading=Reading(), **sheets):  # noqa: B008 - it is frozen
        if sheets:
            _book(tmp_path / "book.xlsx", **sheets)
        part = Part(tmp_path, 0, "book.xlsx")
        read_excel(tmp_path / "book.xlsx", reading, part)
        rows = pq.read_table(part.target).drop(["_file"]).to_pylist()
        return rows, part.reading

    return call


ROWS = [["id", "name"], [1, "Li"], [2, "Wang"]]


def test_values_are_text_as_people_see_them(read):
    stamp = datetime.datetime(2026, 3, 1, 10, 15, 30)
    names = ["phone", "sum", "big", "small", "day", "stamp", "time", "span", "yes", "text"]
    values = [
        13800138000,
        0.1 + 0.2,
        123456789012345678,
        1e-7,
        stamp.date(),
        stamp,
        stamp.time(),
        datetime.timedelta(hours=30),
        True,
        " 007 ",
    ]
    (row,), _ = read(orders=[names, values])
    assert list(row.values()) == [
        1,
        "13800138000",
        "0.3",
        "123456789012346000",
        "0.0000001",
        "2026-03-01",
        "2026-03-01 10:15:30",
        "10:15:30",
        "30:00:00",
        "true",
        " 007 ",
    ]


def test_the_first_sheet_that_holds_something_is_read(read):
    rows, reading = read(cover=[], orders=ROWS, other=[["x"], [9]])
    assert rows == [{"_row": 1, "id": "1", "name": "Li"}, {"_row": 2, "id": "2", "name": "Wang"}]
    assert reading == {"sheet": "orders", "header_row": 1}


@pytest.mark.parametrize("sheet", ["客户", 2])
def test_a_sheet_is_named_or_counted(read, sheet):
    rows, _ = read(Reading(sheet=sheet), orders=ROWS, 客户=[["编号"], ["K1"]])
    assert rows == [{"_row": 1, "编号": "K1"}]


@pytest.mark.parametrize(("sheet", "known"), [("Orders", "orders"), (3, "orders")])
def test_a_sheet_that_is_not_there_is_named_with_those_that_are(read, sheet, known):
    with pytest.raises(HuaxiangError, match=f"there is no sheet {sheet}. Its sheets: {known}"):
        read(Reading(sheet=sheet), orders=ROWS)


def test_titles_empty_rows_and_empty_columns_are_no_records(read):
    titled = [
        [None, "客户导出报表"],
        [None, "导出时间", datetime.datetime(2026, 3, 1)],
        [],
        [None, "编号", "姓名", None, None, "城市"],
        [],
        [None, 1, "张伟", None, None, "杭州"],
        [None, " ", None],
        [None, 2, None, "?", None, "上海"],
    ]
    rows, reading = read(orders=titled)
    assert reading["header_row"] == 4
    assert rows == [
        {"_row": 1, "编号": "1", "姓名": "张伟", "column_3": None, "城市": "杭州"},
        {"_row": 2, "编号": "2", "姓名": None, "column_3": "?", "城市": "上海"},
    ]


def test_a_header_row_is_counted_as_people_count(read):
    rows, _ = read(Reading(header_row=3), orders=[["a", "b"], ["c", "d"], *ROWS])
    assert [row["id"] for row in rows] == ["1", "2"]


def test_a_sheet_without_header_gets_the_names_declared(read):
    rows, _ = read(Reading(header=("number", "who")), orders=ROWS[1:])
    assert rows == [{"_row": 1, "number": "1", "who": "Li"}, {"_row": 2, "number": "2", "who": "Wang"}]
    with pytest.raises(HuaxiangError, match="has 2 columns, but `header` in defs.yaml names 1"):
        read(Reading(header=("number",)))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param([[1, 2], [3, 4]], "no row of sheet orders looks like a header", id="numbers-only"),
        pytest.param([["id", "ID"], [1, 2]], "column 'id' stands twice", id="twice"),
        pytest.param([], "all sheets are empty", id="empty"),
    ],
)
def test_a_sheet_without_a_header_is_refused_with_advice(read, rows, message):
    with pytest.raises(HuaxiangError, match=message):
        read(orders=rows)


def test_a_header_row_beyond_the_sheet_is_named(read):
    with pytest.raises(HuaxiangError, match="row 9 of sheet orders holds no column names"):
        read(Reading(header_row=9), orders=ROWS)


@pytest.mark.parametrize("content", [b"<html><table><tr><td>id</td></tr></table></html>", b"PK\3\4cut"])
def test_what_is_no_spreadsheet_is_refused_with_advice(read, tmp_path, content):
    (tmp_path / "book.xlsx").write_bytes(content)
    with pytest.raises(HuaxiangError, match="cannot be read as a spreadsheet"):
        read()
