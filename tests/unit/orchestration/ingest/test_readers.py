import datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.objects import Reading
from orchestration.ingest.parts import Part
from orchestration.ingest.readers import read_file


@pytest.fixture
def read(tmp_path):
    def call(name, content):
        path = tmp_path / name
        if isinstance(content, pa.Table):
            pq.write_table(content, path)
        else:
            path.write_bytes(content)
        part = Part(tmp_path, 0, name)
        with duckdb.connect() as con:
            read_file(con, path, Reading(), part)
        return part

    return call


def test_parquet_keeps_its_types_and_counts_rows_from_one(read):
    stamps = [datetime.datetime(2026, 3, 1, 10), None]
    part = read("a.parquet", pa.table({"id": [1, 2], "at": pa.array(stamps, pa.timestamp("us"))}))
    assert part.columns == {"id": "BIGINT", "at": "TIMESTAMP"}
    assert part.parsed == 2
    assert pq.read_table(part.target).to_pylist() == [
        {"_file": "a.parquet", "_row": 1, "id": 1, "at": stamps[0]},
        {"_file": "a.parquet", "_row": 2, "id": 2, "at": None},
    ]


def test_columns_named_like_the_loaders_own_are_kept_apart(read):
    part = read("a.parquet", pa.table({"_row": [7], "_FILE": ["x"], "load_id": ["theirs"]}))
    row = pq.read_table(part.target).to_pylist()[0]
    assert row == {"_file": "a.parquet", "_row": 1, "_row_": 7, "_FILE_": "x", "load_id": "theirs"}


def test_a_tab_separated_file_needs_no_declaration(read):
    assert read("a.tsv", b"id\tname\n1\tx\n").columns == {"id": "VARCHAR", "name": "VARCHAR"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.csv", b"", "the file is empty", id="empty"),
        pytest.param("a.parquet", b"", "the file is empty", id="empty-parquet"),
        pytest.param("a.parquet", b"PAR1 no, not really", "cannot be read as parquet", id="corrupt-parquet"),
        pytest.param("a.dat", b"1", "'.dat' is not a known ending", id="format"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_advice(read, name, content, message):
    with pytest.raises(HuaxiangError, match=message):
        read(name, content)


def test_a_parquet_file_cut_off_is_refused(read, tmp_path):
    pq.write_table(pa.table({"id": list(range(1000))}), tmp_path / "whole.parquet")
    whole = (tmp_path / "whole.parquet").read_bytes()
    with pytest.raises(HuaxiangError, match="cut off or damaged"):
        read("a.parquet", whole[: len(whole) // 2])


def test_the_message_about_a_damaged_file_quotes_nothing_of_it(read, tmp_path):
    email = "zhang.wei@example.cn"
    bad = email.encode() + b"\xff\xfe"
    table = pa.table({"email": pa.array([bad], pa.binary())})
    pq.write_table(table.cast(pa.schema([("email", pa.binary())])), tmp_path / "b.parquet")
    damaged = (tmp_path / "b.parquet").read_bytes().replace(b"PAR1", b"XXXX")
    with pytest.raises(HuaxiangError) as caught:
        read("a.parquet", damaged)
    assert email not in str(caught.value)
    assert caught.value.__cause__ is None
