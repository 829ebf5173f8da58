import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.errors import HuaxiangError
from orchestration.ingest import quoted_records
from orchestration.ingest.csv_records import read_csv
from orchestration.ingest.objects import Reading
from orchestration.ingest.parts import Part


@pytest.fixture
def read(tmp_path):
    """Read text (or bytes) as CSV: records by row number, and reasons of the ones that could not be read."""

    def call(content, delimiter=",", encoding="utf-8"):
        path = tmp_path / "file.csv"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        part = Part(tmp_path, 0, "file.csv")
        read_csv(path, Reading(delimiter=delimiter), encoding, part)
        table = pq.read_table(part.target).drop(["_file"]).to_pylist()
        good = {record.pop("_row"): tuple(record.values()) for record in table}
        bad = {}
        for file in tmp_path.glob("unparsable-*.parquet"):
            bad = {row["_row"]: row["reason"] for row in pq.read_table(file).to_pylist()}
            file.unlink()
        assert part.parsed == len(good)
        assert part.unparsable == len(bad)
        return good, bad

    return call


def test_records_are_numbered_from_one_and_the_header_is_none(read):
    assert read("a,b\n1,x\n2,y\n") == ({1: ("1", "x"), 2: ("2", "y")}, {})


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_newline_ends_a_record(read, newline):
    assert read(newline.join(["a,b", "1,x", "2,y", ""]))[0] == {1: ("1", "x"), 2: ("2", "y")}


def test_mixed_newlines_are_no_reason_to_refuse_a_file(read):
    assert read("a,b\r\n1,x\n2,y\r\n3,z") == ({1: ("1", "x"), 2: ("2", "y"), 3: ("3", "z")}, {})


def test_a_quoted_newline_does_not_end_a_record(read):
    good, bad = read('a,b\n1,"x\ny"\n2\n3,z\n')
    assert good == {1: ("1", "x\ny"), 3: ("3", "z")}
    assert bad == {2: "1 value instead of 2"}


def test_blank_lines_are_no_records(read):
    good, bad = read("a,b\n\n1,x\n   \n\n2\n\n3,z\n\n")
    assert good == {1: ("1", "x"), 3: ("3", "z")}
    assert list(bad) == [2]


def test_a_line_of_delimiters_is_a_record_without_values(read):
    assert read("a,b\n,\n1,x\n")[0] == {1: (None, None), 2: ("1", "x")}


@pytest.mark.parametrize("values", ["1", "1,2,3", "1,2,"])
def test_too_few_and_too_many_values_cost_their_record_only(read, values):
    good, bad = read(f"a,b\n{values}\n3,z\n")
    assert good == {2: ("3", "z")}
    assert "instead of 2" in bad[1]


def test_a_quote_that_never_closes_costs_one_record(read):
    good, bad = read('a,b\n1,"x\n2,y\n3,z\n')
    assert good == {2: ("2", "y"), 3: ("3", "z")}
    assert bad == {1: "a quote is not closed"}


def test_a_quote_that_meets_a_later_quote_costs_one_record(read):
    good, bad = read('a,b\n1,"x\n2,"y"\n3,z\n')
    assert good == {2: ("2", "y"), 3: ("3", "z")}
    assert bad == {1: "text after a closing quote"}


def test_a_file_cut_off_in_a_quote_loses_its_last_record_only(read):
    assert read('a,b\n1,x\n2,"y') == ({1: ("1", "x")}, {2: "a quote is not closed"})


def test_a_quote_inside_a_value_is_a_character(read):
    assert read('a,b\n5" pipe,x\n"say ""hi""", "y, z"\n')[0] == {1: ('5" pipe', "x"), 2: ('say "hi"', "y, z")}


def test_a_value_longer_than_all_sense_costs_its_record(read, monkeypatch):
    monkeypatch.setattr(quoted_records, "_LONGEST_VALUE", 50)
    before = csv.field_size_limit(50)
    try:
        good, bad = read(f"a,b\n{'x' * 60},1\n2, y\n")
    finally:
        csv.field_size_limit(before)
    assert good == {2: ("2", "y")}
    assert "more than" in bad[1]


def test_a_record_may_go_on_over_the_end_of_a_block(read, monkeypatch):
    monkeypatch.setattr(quoted_records, "_BLOCK_CHARACTERS", 8)
    text = "a,b\n" + "".join(f'{number},"x\n{"y" * number}"\n' for number in range(1, 40)) + "40\n41,z\n"
    good, bad = read(text)
    assert good == {number: (str(number), "x\n" + "y" * number) for number in range(1, 40)} | {
        41: ("41", "z")
    }
    assert list(bad) == [40]


def test_a_byte_that_cannot_be_decoded_costs_its_record(read):
    good, bad = read(b"a,b\n1,x\n" + b"2,caf\xe9\n" + "3,é\n".encode())
    assert good == {1: ("1", "x"), 3: ("3", "é")}
    assert bad == {2: "bytes that do not belong to the declared encoding"}


def test_a_replacement_character_of_the_source_is_a_value(read):
    assert read("a,b\n1,caf\ufffd\n") == ({1: ("1", "caf\ufffd")}, {})


def test_names_without_text_are_numbered_and_the_loaders_names_are_kept_apart(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(",id,_row,_file,\n0,1,2,3,4\n")
    part = Part(tmp_path, 0, "file.csv")
    read_csv(path, Reading(delimiter=","), "utf-8", part)
    assert list(part.columns) == ["column_1", "id", "_row_", "_file_", "column_5"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        pytest.param("a,b,a\n", "column 'a' stands twice", id="twice"),
        pytest.param("a,b,A\n", "column 'a' stands twice", id="twice-but-for-case"),
        pytest.param("\n \n", "no column names", id="blank"),
        pytest.param(",,\n1,2,3\n", "no column names", id="delimiters-only"),
        pytest.param('a,"b\n1,2\n', "a quote is not closed", id="open-quote"),
    ],
)
def test_a_header_that_cannot_be_read_is_named(read, header, message):
    with pytest.raises(HuaxiangError, match=message):
        read(header)


def test_records_that_could_not_be_read_are_kept_with_their_text(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text('a,b\n1\n2,"x\n')
    read_csv(path, Reading(delimiter=","), "utf-8", Part(tmp_path, 3, "file.csv"))
    kept = pq.read_table(tmp_path / "unparsable-00003.parquet").to_pylist()
    assert [(row["_file"], row["_row"], row["record"]) for row in kept] == [
        ("file.csv", 1, json.dumps(["1"])),
        ("file.csv", 2, '2,"x\n'),
    ]


values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufdd0\0"), max_size=8)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(values, min_size=width, max_size=width), min_size=1, max_size=8)
)


@settings(max_examples=50, deadline=None)
@given(
    table=tables,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, table, delimiter, quoting):
    folder = tmp_path_factory.mktemp("csv")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    names = [f"c{number}" for number in range(len(table[0]))]
    writer.writerows([names, *table])
    (folder / "file.csv").write_bytes(text.getvalue().encode())
    part = Part(folder, 0, "file.csv")
    read_csv(folder / "file.csv", Reading(delimiter=delimiter), "utf-8", part)
    found = pq.read_table(part.target).to_pylist()
    assert part.unparsable == 0
    # blanks before a value are no part of it, unless it is quoted
    assert [[(row[name] or "").lstrip(" ") for name in names] for row in found] == [
        [value.lstrip(" ") for value in row] for row in table
    ]


@settings(max_examples=50, deadline=None)
@given(text=st.text('ab,"\n\r ', max_size=60))
def test_any_text_is_read_or_refused_and_every_record_has_a_number(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("csv")
    (folder / "file.csv").write_bytes(f"a,b\n{text}".encode())
    part = Part(folder, 0, "file.csv")
    read_csv(folder / "file.csv", Reading(delimiter=","), "utf-8", part)
    numbers = pq.read_table(part.target)["_row"].to_pylist()
    for file in folder.glob("unparsable-*"):
        numbers += pq.read_table(file)["_row"].to_pylist()
    assert sorted(numbers) == list(range(1, part.records + 1))
