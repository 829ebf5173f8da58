import duckdb
import pytest

from orchestration.quoting import literal, parquet_rows, quoted


@pytest.mark.parametrize("text", ["plain", "it's", 'a "b"', "a -- b", "'; drop table x; --", "中文", ""])
def test_a_text_is_that_text(text):
    assert duckdb.connect().sql(f"select {literal(text)}").fetchall() == [(text,)]


@pytest.mark.parametrize("name", ["plain", "Customer ID", 'a "b"', "order", "中文"])
def test_a_name_is_that_name(name):
    assert duckdb.connect().sql(f"select 1 as {quoted(name)}").columns == [name]


def test_files_are_read_whatever_their_path_holds(tmp_path):
    folder = tmp_path / "it's [a] * folder" / "load_id=theirs"
    folder.mkdir(parents=True)
    for name, columns in (("a", "1 as x, 'ours' as load_id"), ("b", "2 as x, 3 as y")):
        duckdb.connect().sql(f"copy (select {columns}) to {literal(folder / name)} (format parquet)")
    rows = (
        duckdb.connect()
        .sql(f"select x, load_id, y from {parquet_rows([folder / 'a', folder / 'b'])} order by x")
        .fetchall()
    )
    assert rows == [(1, "ours", None), (2, None, 3)]
