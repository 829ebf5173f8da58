"""The quick reader of CSV: where it does not give up it says what the careful one says."""

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest import csv_records
from orchestration.ingest.clean_csv import read_clean_csv
from orchestration.ingest.csv_records import read_csv
from orchestration.ingest.objects import Reading
from orchestration.ingest.parts import Part

HEAD = "a,b\n"


def _quick(folder, content, header_row=1):
    (folder / "file.csv").write_bytes(content)
    part = Part(folder, 0, "file.csv")
    is_clean = read_clean_csv(folder / "file.csv", ["a", "b"], ",", '"', header_row, part)
    return pq.read_table(part.target).to_pylist() if is_clean else None


def _careful(folder, content, monkeypatch):
    (folder / "file.csv").write_bytes(content)
    part = Part(folder, 0, "file.csv")
    with monkeypatch.context() as patched:
        patched.setattr(csv_records, "read_clean_csv", lambda *arguments: False)
        read_csv(folder / "file.csv", Reading(delimiter=",", header_row=1), "utf-8", part)
    return pq.read_table(part.target).to_pylist(), part.unparsable


# what is likely to be clean, and what is not
FIELDS = st.sampled_from(
    ["", "x", "é 1", '"x"', '"x, y"', '"""x"""', '""', '"a ""b"" c"', '""""', '5"', '"x', 'a"b']
)
LINES = st.lists(st.tuples(FIELDS, FIELDS).map(",".join), max_size=6).map("\n".join)


@settings(max_examples=100, deadline=None)
@given(text=LINES | st.text("xé,,\n\r \t'\\#", max_size=40) | st.text('x,"\n', max_size=24))
def test_what_the_quick_reader_takes_is_what_the_careful_one_reads(tmp_path_factory, text):
    folder, monkeypatch = tmp_path_factory.mktemp("csv"), pytest.MonkeyPatch()
    content = (HEAD + text).encode()
    quick = _quick(folder, content)
    if quick is not None:
        assert (quick, 0) == _careful(folder, content, monkeypatch)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(b"a,b\n1,x\n,y\n", [("1", "x"), (None, "y")], id="plain"),
        pytest.param("a,b\r\n1,é\r\n".encode("utf-8-sig"), [("1", "é")], id="mark-and-windows-line-ends"),
        pytest.param(b"a,b\n1,x\n\n2,y", [("1", "x"), ("2", "y")], id="blank-line-and-no-last-end"),
        pytest.param(b"a,b\n", [], id="no-records"),
        pytest.param(
            b'a,b\n"1","x, y"\n2,"a ""b"" c"\n3,""\n4,""""\n5,5" x\n',
            [("1", "x, y"), ("2", 'a "b" c'), ("3", None), ("4", '"'), ("5", '5" x')],
            id="quotes",
        ),
    ],
)
def test_a_clean_file_is_taken(tmp_path, content, rows):
    found = _quick(tmp_path, content)
    assert [(row["a"], row["b"]) for row in found] == rows
    assert [row["_row"] for row in found] == list(range(1, len(rows) + 1))


def test_a_clean_file_without_header_is_taken_whole(tmp_path):
    assert [row["a"] for row in _quick(tmp_path, "1,x\n2,y\n".encode("utf-8-sig"), header_row=0)] == [
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'a,b\n1,"x" y\n', id="text-behind-a-quote"),
        pytest.param(b'a,b\n1,""x"\n', id="text-behind-two-quotes"),
        pytest.param(b'a,b\n1,"x\ny"\n', id="line-end-in-a-value"),
        pytest.param(b'a,b\n1,"x\n2,"y"\n', id="quote-that-does-not-close"),
        pytest.param(b'a,b\n1, "x"\n', id="blank-before-a-quote"),
        pytest.param(b"a,b\n1\n", id="narrow"),
        pytest.param(b"a,b\n1,2,3\n", id="wide"),
        pytest.param(b"a,b\n1, x\n", id="blank-before-a-value"),
        pytest.param(b"a,b\n1,x\r2,y\n", id="unlike-line-ends"),
        pytest.param(b"a,b\n1,\xff\n", id="not-utf-8"),
        pytest.param(b"a,b\n1,\0\n", id="zero-byte"),
    ],
)
def test_at_a_doubt_the_careful_reader_is_asked(tmp_path, content):
    assert _quick(tmp_path, content) is None
