import json

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.errors import HuaxiangError
from orchestration.ingest.json_lines import read_json_lines
from orchestration.ingest.parts import Part

CONNECTION = duckdb.connect()


def _read(folder, content, encoding="utf-8"):
    """Records by row number, and reasons of the ones that could not be read."""
    path = folder / "file.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    part = Part(folder, 0, "file.jsonl")
    with CONNECTION.cursor() as con:
        read_json_lines(con, path, encoding, part)
    records = pq.read_table(part.target).drop(["_file"]).to_pylist()
    good = {record.pop("_row"): record for record in records}
    bad = {}
    for file in folder.glob("unparsable-*.parquet"):
        bad = {row["_row"]: row["reason"] for row in pq.read_table(file).to_pylist()}
        file.unlink()
    assert (part.parsed, part.unparsable) == (len(good), len(bad))
    assert sorted(path.name for path in folder.glob("*.parquet")) == ["part-00000.parquet"]
    return good, bad


def test_every_key_is_a_column_of_text_and_nested_values_are_json(tmp_path):
    good, bad = _read(
        tmp_path, '{"id": 7, "price": {"list": 1.5}}\n{"id": "x", "is_new": true, "note": null}\n'
    )
    assert good == {
        1: {"id": "7", "is_new": None, "note": None, "price": '{"list":1.5}'},
        2: {"id": "x", "is_new": "true", "note": None, "price": None},
    }
    assert not bad


def test_records_are_numbered_over_the_ones_that_cannot_be_read_and_blank_lines_are_none(tmp_path):
    lines = [
        '{"id": 1}',
        "",
        '{"id": ',
        "[1]",
        "7",
        '{"id": 2, "id": 3}',
        '{"id": 4, "ID": 5}',
        "  ",
        '{"id": 6}',
    ]
    good, bad = _read(tmp_path, "\r\n".join(lines))
    assert {row: record["id"] for row, record in good.items()} == {1: "1", 7: "6"}
    assert bad == {
        2: "not valid JSON",
        3: "not a JSON object",
        4: "not a JSON object",
        5: "the same key twice",
        6: "the same key twice",
    }


def test_spellings_that_differ_in_case_are_one_column(tmp_path):
    good, _ = _read(tmp_path, '{"UserId": 1}\n{"userid": 2}\n')
    assert [list(record.values()) for record in good.values()] == [["1"], ["2"]]


def test_long_numbers_keep_their_digits(tmp_path):
    good, _ = _read(tmp_path, '{"id": 123456789012345678901234}\n{"id": 9007199254740993}\n')
    assert [record["id"] for record in good.values()] == ["123456789012345678901234", "9007199254740993"]


def test_a_byte_that_cannot_be_decoded_costs_its_record(tmp_path):
    good, bad = _read(tmp_path, b'{"id": "1"}\n{"id": "caf\xe9"}\n{"id": "3"}\n')
    assert list(good) == [1, 3]
    assert "encoding" in bad[2]


def test_another_encoding_is_refused(tmp_path):
    with pytest.raises(HuaxiangError, match="not utf-8: 3 of its 3"):
        _read(tmp_path, '{"name": "张伟"}\n{"name": "王芳"}\n{"name": "李娜"}\n'.encode("gb18030"))


@pytest.mark.parametrize("content", ["\n", " \n \n"])
def test_a_file_of_blank_lines_has_no_records(tmp_path, content):
    assert _read(tmp_path, content) == ({}, {})


keys = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufdd0"), max_size=5)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8", exclude_characters="\ufdd0"))
)


@settings(max_examples=30, deadline=None)
@given(records=st.lists(st.dictionaries(keys, scalars, max_size=4), max_size=5))
def test_what_a_json_writer_writes_is_read_back(tmp_path_factory, records):
    folder = tmp_path_factory.mktemp("json")
    good, bad = _read(folder, "".join(json.dumps(record) + "\n" for record in records))
    for row, record in enumerate(records, start=1):
        if len({key.lower() for key in record}) < len(record):
            assert bad[row] == "the same key twice"
            continue
        told = {key: value if isinstance(value, str) else json.dumps(value) for key, value in record.items()}
        expected = sorted(value for key, value in told.items() if record[key] is not None)
        assert sorted(value for value in good[row].values() if value is not None) == expected
